package io.trunkline.gateway.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An element of a policy document.
 *
 * @param attributes in document order
 * @param text its text, stripped; of an element with children, empty
 * @param line where it starts, from 1
 */
public record PolicyElement(
    String name,
    Map<String, String> attributes,
    List<PolicyElement> children,
    String text,
    int line,
    int column) {

  public Optional<String> attribute(String attribute) {
    return Optional.ofNullable(attributes.get(attribute));
  }

  public List<PolicyElement> children(String child) {
    return children.stream().filter(element -> element.name().equals(child)).toList();
  }

  /**
   * Returns the only child of that name.
   *
   * @throws PolicyException when there is more than one
   */
  public Optional<PolicyElement> child(String child) {
    List<PolicyElement> all = children(child);
    if (all.size() > 1) {
      throw all.get(1).refuse("The element may stand only once in '" + name + "'.");
    }
    return all.stream().findFirst();
  }

  /** Refuses attributes other than these and {@code id}. */
  public PolicyElement allowAttributes(String... allowed) {
    Set<String> known = Set.of(allowed);
    for (String attribute : attributes.keySet()) {
      if (!known.contains(attribute) && !attribute.equals("id")) {
        throw refuse("The attribute '" + attribute + "' is not supported.");
      }
    }
    return this;
  }

  /** Refuses children other than these. */
  public PolicyElement allowChildren(String... allowed) {
    Set<String> known = Set.of(allowed);
    for (PolicyElement child : children) {
      if (!known.contains(child.name())) {
        throw child.refuse(
            "The element '" + child.name() + "' is not supported in '" + name + "'.");
      }
    }
    return this;
  }

  public PolicyException refuse(String message) {
    return new PolicyException(name, line, column, message);
  }
}
