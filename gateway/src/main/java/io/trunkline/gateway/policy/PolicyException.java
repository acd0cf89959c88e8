package io.trunkline.gateway.policy;

/** A policy document is refused ({@code reference/api-management.md §5.4}). */
public class PolicyException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String element;

  /**
   * @param element the element that is refused
   * @param line its line, from 1
   * @param column its column, from 1
   */
  public PolicyException(String element, int line, int column, String message) {
    super(
        "Error in element '%s' on line %d, column %d: %s".formatted(element, line, column, message),
        null,
        false,
        false);
    this.element = element;
  }

  public String element() {
    return element;
  }
}
