package io.trunkline.gateway.expression;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns values into text as .NET does with the invariant culture. */
public final class Texts {
  private static final DefaultPrettyPrinter INDENTED = indented();

  private Texts() {}

  /** Returns {@code value.ToString()}; null becomes the empty text. */
  public static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      case Boolean flag -> flag ? "True" : "False";
      case BigDecimal number -> number.toPlainString();
      case Double number -> number(number);
      case JsonNode node -> json(node);
      case OffsetDateTime time -> Formats.time(time, "G");
      case Duration span -> Formats.span(span);
      case List<?> list -> "System.Collections.Generic.List`1";
      case Map<?, ?> map -> "System.Collections.Generic.Dictionary`2";
      default -> value.toString();
    };
  }

  /** Returns {@code value.ToString(format)}. */
  public static String of(@Nullable Object value, String format) {
    return switch (value) {
      case OffsetDateTime time -> Formats.time(time, format);
      case Number number -> Formats.number(number, format);
      case null, default -> of(value);
    };
  }

  /** Returns JSON text with two spaces of indentation and line feeds, as Newtonsoft writes it. */
  public static String indentedJson(JsonNode node) {
    try {
      return Json.mapper().writer(INDENTED.createInstance()).writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree is always writable", e);
    }
  }

  private static String json(JsonNode node) {
    if (node.isContainerNode()) {
      return indentedJson(node);
    }
    if (node.isNull() || node.isMissingNode()) {
      return "";
    }
    return node.isBoolean() ? of(node.booleanValue()) : node.asText();
  }

  private static String number(double number) {
    if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString((long) number);
    }
    return Double.toString(number);
  }

  private static DefaultPrettyPrinter indented() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter()
        .withObjectIndenter(indenter)
        .withArrayIndenter(indenter)
        .withSeparators(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
  }
}
