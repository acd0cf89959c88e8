package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.pure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.value.ContentEnvelope;
import io.trunkline.workflows.expression.value.DataUri;
import io.trunkline.workflows.expression.value.ValueKind;
import io.trunkline.workflows.expression.value.ValueText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Conversions between texts, bytes and data URIs (reference/workflows.md §2.6). */
final class ContentFunctions {
  private ContentFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        pure("string", 1, 1, ContentFunctions::string),
        pure("bool", 1, 1, ContentFunctions::bool),
        pure("base64", 1, 1, ContentFunctions::base64),
        pure("base64ToString", 1, 1, ContentFunctions::base64ToString),
        pure("decodeBase64", 1, 1, ContentFunctions::base64ToString),
        pure("base64ToBinary", 1, 1, ContentFunctions::base64ToBinary),
        pure("binary", 1, 1, ContentFunctions::binary),
        pure("dataUri", 1, 1, ContentFunctions::dataUri),
        pure("dataUriToBinary", 1, 1, ContentFunctions::dataUriToBinary),
        pure("dataUriToString", 1, 1, ContentFunctions::dataUriToString),
        pure("decodeDataUri", 1, 1, ContentFunctions::dataUriToString));
  }

  private static JsonNode string(Arguments arguments) {
    JsonNode value = arguments.get(0);
    return ContentEnvelope.from(value).isPresent()
        ? TextNode.valueOf(arguments.text(0))
        : TextNode.valueOf(ValueText.of(value));
  }

  private static JsonNode bool(Arguments arguments) {
    JsonNode value = arguments.get(0);
    return switch (arguments.kind(0)) {
      case BOOLEAN -> value;
      case INTEGER, FLOAT, DECIMAL -> BooleanNode.valueOf(value.doubleValue() != 0);
      case STRING ->
          switch (value.asText().strip().toLowerCase(Locale.ROOT)) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> throw arguments.wrongValue(0, "the value cannot be converted to a boolean");
          };
      default -> throw arguments.wrongType(0, "a boolean, number or string");
    };
  }

  private static byte[] bytes(Arguments arguments, int index) {
    Optional<ContentEnvelope> envelope = ContentEnvelope.from(arguments.get(index));
    if (envelope.isEmpty()) {
      return arguments.text(index).getBytes(StandardCharsets.UTF_8);
    }
    try {
      return envelope.get().bytes();
    } catch (IllegalArgumentException e) {
      throw notBase64(arguments);
    }
  }

  private static ExpressionException notBase64(Arguments arguments) {
    return arguments.wrongValue(0, "the value is not valid base64");
  }

  /** Published definitions give it objects, too: what counts is their JSON. */
  private static JsonNode base64(Arguments arguments) {
    JsonNode value = arguments.get(0);
    byte[] bytes =
        value.isTextual() || ValueKind.isNull(value) || ContentEnvelope.from(value).isPresent()
            ? bytes(arguments, 0)
            : ValueText.of(value).getBytes(StandardCharsets.UTF_8);
    StringFunctions.refuseLongResult(arguments, (bytes.length + 2L) / 3 * 4);
    return TextNode.valueOf(Base64.getEncoder().encodeToString(bytes));
  }

  private static byte[] decoded(Arguments arguments) {
    String text = arguments.text(0).replaceAll("\\s", "");
    if (text.length() % 4 != 0) {
      throw notBase64(arguments);
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw notBase64(arguments);
    }
  }

  private static JsonNode base64ToString(Arguments arguments) {
    return TextNode.valueOf(new String(decoded(arguments), StandardCharsets.UTF_8));
  }

  private static JsonNode base64ToBinary(Arguments arguments) {
    decoded(arguments);
    return new ContentEnvelope(ContentEnvelope.OCTET_STREAM, arguments.text(0)).toJson();
  }

  private static JsonNode binary(Arguments arguments) {
    JsonNode value = arguments.get(0);
    if (value.isNull()) {
      throw arguments.wrongType(0, "a value");
    }
    byte[] bytes =
        ContentEnvelope.from(value).isPresent()
            ? bytes(arguments, 0)
            : ValueText.of(value).getBytes(StandardCharsets.UTF_8);
    return ContentEnvelope.of(ContentEnvelope.OCTET_STREAM, bytes).toJson();
  }

  private static JsonNode dataUri(Arguments arguments) {
    JsonNode value = arguments.get(0);
    if (value.isNull()) {
      throw arguments.wrongType(0, "a value");
    }
    Optional<ContentEnvelope> envelope = ContentEnvelope.from(value);
    if (envelope.isPresent()) {
      return dataUri(envelope.get().contentType(), bytes(arguments, 0));
    }
    String type = value.isTextual() ? "text/plain;charset=utf-8" : "application/json;charset=utf-8";
    return dataUri(type, ValueText.of(value).getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode dataUri(String type, byte[] bytes) {
    return TextNode.valueOf(
        "data:%s;base64,%s"
            .formatted(type.replace(" ", ""), Base64.getEncoder().encodeToString(bytes)));
  }

  private static JsonNode dataUriToBinary(Arguments arguments) {
    DataUri uri = parsed(arguments);
    return ContentEnvelope.of(uri.mediaType(), uri.bytes()).toJson();
  }

  private static JsonNode dataUriToString(Arguments arguments) {
    try {
      return TextNode.valueOf(parsed(arguments).text());
    } catch (IllegalArgumentException e) {
      throw arguments.wrongValue(0, e.getMessage());
    }
  }

  private static DataUri parsed(Arguments arguments) {
    try {
      return DataUri.parse(arguments.text(0));
    } catch (IllegalArgumentException e) {
      throw arguments.wrongValue(0, e.getMessage());
    }
  }
}
