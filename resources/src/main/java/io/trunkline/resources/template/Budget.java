package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the values of one expression may weigh together, so that a few lines of template cannot fill
 * the memory of a node: a character and a JSON value weigh one each.
 */
final class Budget {
  /** How much one expression may make. */
  static final long LIMIT = 4 << 20;

  private long left = LIMIT;

  /**
   * Takes the weight of a value off the budget.
   *
   * @throws TemplateException when it is used up
   */
  void spend(JsonNode value) {
    left--;
    if (value.isTextual()) {
      left -= value.asText().length();
    }
    if (left < 0) {
      throw new TemplateException(
          "The expression makes values of more than " + LIMIT + " characters and elements.");
    }
    value.forEach(this::spend);
  }
}
