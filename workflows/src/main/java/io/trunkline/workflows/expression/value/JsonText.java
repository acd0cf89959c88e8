package io.trunkline.workflows.expression.value;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Compact JSON as the service writes it into strings (reference/workflows.md §1.6). */
public final class JsonText {
  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  /** Returns the JSON text of {@code value}, without spaces. */
  public static String of(JsonNode value) {
    JsonText text = new JsonText();
    text.write(value);
    return text.out.toString();
  }

  private void write(JsonNode value) {
    switch (ValueKind.of(value)) {
      case NULL -> out.append("null");
      case BOOLEAN -> out.append(value.booleanValue());
      case INTEGER -> out.append(value.longValue());
      case FLOAT -> out.append(number(value));
      case DECIMAL -> out.append(NumberText.withFraction(value.decimalValue().toPlainString()));
      case STRING -> string(value.asText());
      case ARRAY -> array(value);
      case OBJECT -> object(value);
    }
  }

  private static String number(JsonNode value) {
    if (value.isBigInteger()) {
      return value.bigIntegerValue().toString();
    }
    double number = value.doubleValue();
    return Double.isFinite(number)
        ? NumberText.ofFloatInJson(number)
        : "\"" + NumberText.ofFloat(number) + "\"";
  }

  private void array(JsonNode array) {
    out.append('[');
    String separator = "";
    for (JsonNode element : array) {
      out.append(separator);
      write(element);
      separator = ",";
    }
    out.append(']');
  }

  private void object(JsonNode object) {
    out.append('{');
    String separator = "";
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      out.append(separator);
      string(property.getKey());
      out.append(':');
      write(property.getValue());
      separator = ",";
    }
    out.append('}');
  }

  private void string(String text) {
    out.append('"');
    for (int index = 0; index < text.length(); index++) {
      character(text.charAt(index));
    }
    out.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> {
        if (c < ' ' || c == '\u0085' || c == '\u2028' || c == '\u2029') {
          out.append("\\u%04x".formatted((int) c));
        } else {
          out.append(c);
        }
      }
    }
  }
}
