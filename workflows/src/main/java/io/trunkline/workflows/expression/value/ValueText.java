package io.trunkline.workflows.expression.value;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * The text of a value where it becomes part of a string: in interpolations, {@code concat}, {@code
 * join}, {@code string} (reference/workflows.md §1.6).
 */
public final class ValueText {
  /** Longest string a function may build, in UTF-16 code units (§9.1). */
  public static final int MAXIMUM_LENGTH = 104_857_600;

  private ValueText() {}

  /** Returns the text: null is empty, booleans are {@code True} and {@code False}. */
  public static String of(JsonNode value) {
    return switch (ValueKind.of(value)) {
      case NULL -> "";
      case BOOLEAN -> value.booleanValue() ? "True" : "False";
      case INTEGER -> value.asText();
      case FLOAT -> NumberText.ofFloat(value.doubleValue());
      case DECIMAL -> value.decimalValue().toPlainString();
      case STRING -> value.asText();
      case ARRAY -> JsonText.of(value);
      case OBJECT ->
          ContentEnvelope.from(value)
              .flatMap(ValueText::decoded)
              .orElseGet(() -> JsonText.of(value));
    };
  }

  /** An object that only looks like an envelope, because its content is not base64, is JSON. */
  private static Optional<String> decoded(ContentEnvelope envelope) {
    try {
      return Optional.of(envelope.text());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
