package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.IsoDuration;
import io.trunkline.workflows.expression.ExpressionException;
import java.time.Duration;

/** Reads durations that stand in definitions. */
final class Durations {
  private Durations() {}

  /**
   * Reads an ISO 8601 duration.
   *
   * @throws ExpressionException naming the property
   */
  static Duration required(JsonNode value, String property) {
    return IsoDuration.parse(value.asText())
        .orElseThrow(
            () ->
                new ExpressionException(
                    "The value '%s' of '%s' is not an ISO 8601 duration."
                        .formatted(value.asText(), property)));
  }
}
