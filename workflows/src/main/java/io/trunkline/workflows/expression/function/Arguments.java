package io.trunkline.workflows.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.value.ContentEnvelope;
import io.trunkline.workflows.expression.value.ValueKind;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The arguments of one call, evaluated when first asked for; errors name the function. */
public final class Arguments {
  private static final List<String> ORDINALS =
      List.of("first", "second", "third", "fourth", "fifth");

  private final String function;
  private final JsonNode[] values;
  private final IntFunction<JsonNode> source;

  public Arguments(String function, int count, IntFunction<JsonNode> source) {
    this.function = function;
    this.values = new JsonNode[count];
    this.source = source;
  }

  void evaluateAll() {
    for (int index = 0; index < values.length; index++) {
      get(index);
    }
  }

  public int size() {
    return values.length;
  }

  public boolean has(int index) {
    return index < values.length;
  }

  public JsonNode get(int index) {
    if (values[index] == null) {
      values[index] = source.apply(index);
    }
    return values[index];
  }

  public List<JsonNode> all() {
    return IntStream.range(0, values.length).mapToObj(this::get).toList();
  }

  public ValueKind kind(int index) {
    return ValueKind.of(get(index));
  }

  /** Returns a string; text, XML and binary content is decoded (§1.9). */
  public String text(int index) {
    JsonNode value = get(index);
    if (value.isTextual()) {
      return value.textValue();
    }
    return ContentEnvelope.from(value)
        .map(envelope -> decoded(envelope, index))
        .orElseThrow(() -> wrongType(index, "a string"));
  }

  private String decoded(ContentEnvelope envelope, int index) {
    try {
      return envelope.text();
    } catch (IllegalArgumentException e) {
      throw wrongValue(index, "its '$content' is not valid base64");
    }
  }

  /** Returns a string; content envelopes are refused. */
  public String plainText(int index) {
    if (!get(index).isTextual()) {
      throw wrongType(index, "a string");
    }
    return get(index).textValue();
  }

  /** Returns a string argument that may be left out. */
  public String textOr(int index, String fallback) {
    return has(index) ? text(index) : fallback;
  }

  public long integer(int index) {
    if (kind(index) != ValueKind.INTEGER) {
      throw wrongType(index, "an integer");
    }
    return get(index).longValue();
  }

  /** Returns an integer of 32 bits: a length, an index, a count. */
  public int smallInteger(int index) {
    long value = integer(index);
    if (value != (int) value) {
      throw wrongValue(index, "'%d' is outside the range of a 32-bit integer".formatted(value));
    }
    return (int) value;
  }

  public JsonNode number(int index) {
    if (!kind(index).isNumber()) {
      throw wrongType(index, "an integer, float or decimal number");
    }
    return get(index);
  }

  public boolean bool(int index) {
    if (!get(index).isBoolean()) {
      throw wrongType(index, "a boolean");
    }
    return get(index).booleanValue();
  }

  public ArrayNode array(int index) {
    if (get(index) instanceof ArrayNode array) {
      return array;
    }
    throw wrongType(index, "an array");
  }

  public ObjectNode object(int index) {
    if (get(index) instanceof ObjectNode object) {
      return object;
    }
    throw wrongType(index, "an object");
  }

  /** Returns an error that says which type a parameter must have. */
  public ExpressionException wrongType(int index, String expected) {
    return new ExpressionException(
        "The template language function '%s' expects its %s parameter to be %s. The provided value is of type '%s'."
            .formatted(function, ordinal(index), expected, kind(index).label()));
  }

  /** Returns an error that says what is wrong with the value of a parameter. */
  public ExpressionException wrongValue(int index, String reason) {
    return new ExpressionException(
        "The template language function '%s' was invoked with a %s parameter that is not valid: %s."
            .formatted(function, ordinal(index), reason));
  }

  /** Returns an error that names the function. */
  public ExpressionException failure(String reason) {
    return new ExpressionException(
        "The template language function '%s' failed: %s.".formatted(function, reason));
  }

  private static String ordinal(int index) {
    return index < ORDINALS.size() ? ORDINALS.get(index) : (index + 1) + "th";
  }
}
