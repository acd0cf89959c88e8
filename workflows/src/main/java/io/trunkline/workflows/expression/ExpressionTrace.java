package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one text with expressions gave, and what gave it.
 *
 * @param path where the text stands in the definition
 * @param text as written
 * @param value what it gave, or null where it failed
 * @param error why it failed, or null
 * @param references what it names by a constant
 * @param parts the parts that were computed; those that a lazy function left out are not among
 *     them, and there are none where evaluating again gives something else than is recorded
 */
public record ExpressionTrace(
    String path,
    String text,
    @Nullable JsonNode value,
    @Nullable String error,
    List<Reference> references,
    List<Part> parts) {

  /** A part of an expression: a call of a function, or a selected property. */
  public record Part(
      String text, @Nullable JsonNode value, @Nullable String error, List<Part> parts) {
    public Part {
      parts = List.copyOf(parts);
    }
  }

  public ExpressionTrace {
    references = List.copyOf(references);
    parts = List.copyOf(parts);
  }
}
