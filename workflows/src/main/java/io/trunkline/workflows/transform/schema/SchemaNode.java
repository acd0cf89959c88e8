package io.trunkline.workflows.transform.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.xml.namespace.QName;

/**
 * An element or attribute. What it holds is looked up when it is asked for: types may hold
 * themselves.
 */
public final class SchemaNode implements Particle {
  private final QName name;
  private final boolean attribute;
  private final int minimum;
  private final int maximum;
  private final Optional<String> valueType;
  private final Annotations annotations;
  private final Supplier<List<Particle>> content;

  SchemaNode(
      QName name,
      boolean attribute,
      int minimum,
      int maximum,
      Optional<String> valueType,
      Annotations annotations,
      Supplier<List<Particle>> content) {
    this.name = name;
    this.attribute = attribute;
    this.minimum = minimum;
    this.maximum = maximum;
    this.valueType = valueType;
    this.annotations = annotations;
    this.content = content;
  }

  /** Returns its name, with the namespace that it has in documents. */
  public QName name() {
    return name;
  }

  public boolean isAttribute() {
    return attribute;
  }

  @Override
  public int minimum() {
    return minimum;
  }

  @Override
  public int maximum() {
    return maximum;
  }

  /** Returns the built-in type of its text, such as {@code decimal}; empty if it has none. */
  public Optional<String> valueType() {
    return valueType;
  }

  @Override
  public Annotations annotations() {
    return annotations;
  }

  /** Returns its attributes and groups of elements. */
  public List<Particle> content() {
    return content.get();
  }

  /**
   * An element or attribute inside of another, whatever groups are between them.
   *
   * @param repeated whether it may occur more than once
   */
  public record Child(SchemaNode node, boolean repeated) {}

  /** Returns the elements and attributes inside, in the order of the schema. */
  public List<Child> children() {
    List<Child> children = new ArrayList<>();
    content().forEach(particle -> collect(particle, false, children));
    return children;
  }

  private static void collect(Particle particle, boolean repeated, List<Child> children) {
    boolean often = repeated || particle.maximum() > 1;
    switch (particle) {
      case SchemaNode node -> children.add(new Child(node, often));
      case SchemaGroup group -> group.particles().forEach(one -> collect(one, often, children));
    }
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
