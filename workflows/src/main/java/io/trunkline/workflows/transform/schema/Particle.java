package io.trunkline.workflows.transform.schema;

/** What may stand inside an element: another element or attribute, or a group of them. */
public sealed interface Particle permits SchemaNode, SchemaGroup {
  /** The value of {@link #maximum} without a limit. */
  int UNBOUNDED = Integer.MAX_VALUE;

  /** Returns how often it occurs at least. */
  int minimum();

  /** Returns how often it occurs at most. */
  int maximum();

  /** Returns what the annotation of this local name says, attribute by attribute; empty if none. */
  Annotations annotations();
}
