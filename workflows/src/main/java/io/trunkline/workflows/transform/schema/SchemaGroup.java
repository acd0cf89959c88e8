package io.trunkline.workflows.transform.schema;

import java.util.List;

/**
 * Particles in an order.
 *
 * @param order how the particles follow each other
 */
public record SchemaGroup(
    Order order, int minimum, int maximum, List<Particle> particles, Annotations annotations)
    implements Particle {

  /** How the particles of a group follow each other. */
  public enum Order {
    /** One after another. */
    SEQUENCE,
    /** One of them. */
    CHOICE,
    /** Each once, in any order. */
    ALL
  }

  public SchemaGroup {
    particles = List.copyOf(particles);
  }
}
