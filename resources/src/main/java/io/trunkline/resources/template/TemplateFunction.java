package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;

/** A built-in function. Arguments are evaluated when it asks for them. */
@FunctionalInterface
interface TemplateFunction {
  JsonNode call(Arguments arguments);

  /**
   * A function with how many arguments it takes.
   *
   * @param most how many at most, {@link Integer#MAX_VALUE} for any number
   */
  record Declared(String name, int least, int most, TemplateFunction body) {}
}
