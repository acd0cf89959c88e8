package io.trunkline.gateway.expression;

/** What a part of an expression turns out to be. */
sealed interface Operand {
  /** Something that has a value. */
  record Value(Node node, CsType type) implements Operand {}

  /** The name of a type, in front of a static member. */
  record TypeReference(CsType type) implements Operand {}

  /** The name of a namespace, in front of a type. */
  record NamespaceReference(String name) implements Operand {}
}
