package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.value.ContentEnvelope;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * HTTP bodies as values of expressions, and back: JSON stays JSON, texts become strings, everything
 * else an envelope {@code {"$content-type", "$content"}} that comes out byte for byte
 * (reference/workflows.md §1.9).
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that pass through, never compared
public record HttpContent(String contentType, byte[] bytes) {

  /**
   * Reads a body.
   *
   * @return the value, or null for no body at all
   * @throws io.trunkline.net.codec.JsonException when it claims to be JSON and is not
   */
  public static @Nullable JsonNode decode(@Nullable String contentType, byte[] bytes) {
    if (bytes.length == 0) {
      return null;
    }
    String type = contentType == null ? ContentEnvelope.OCTET_STREAM : contentType;
    String media = mediaType(type);
    if (media.equals("application/json") || media.endsWith("+json")) {
      return Json.parse(new String(bytes, charset(type)));
    }
    if (media.startsWith("text/") && !media.equals("text/xml")) {
      return TextNode.valueOf(new String(bytes, charset(type)));
    }
    ObjectNode envelope = envelope(type, bytes);
    if (media.equals("application/x-www-form-urlencoded")) {
      envelope.set("$formdata", formData(new String(bytes, charset(type))));
    } else if (media.equals("multipart/form-data")) {
      Multipart.parse(type, bytes).ifPresent(parts -> envelope.set(Multipart.PARTS, parts));
    }
    return envelope;
  }

  /** Returns an envelope of {@code bytes}. */
  public static ObjectNode envelope(String contentType, byte[] bytes) {
    return ContentEnvelope.of(contentType, bytes).toJson();
  }

  /**
   * Writes a value as a body; a content type that is asked for replaces the one that fits it.
   *
   * @throws IllegalArgumentException when an envelope's content is not Base64
   */
  public static HttpContent encode(JsonNode value, @Nullable String contentType) {
    HttpContent encoded = encode(value);
    // Only the writer of the parts knows what separates them.
    return contentType == null || value.has(Multipart.PARTS)
        ? encoded
        : new HttpContent(contentType, encoded.bytes());
  }

  /**
   * Writes a value as a body with the content type that fits it.
   *
   * @throws IllegalArgumentException when an envelope's content is not Base64
   */
  public static HttpContent encode(JsonNode value) {
    if (value.isTextual()) {
      return new HttpContent(
          "text/plain; charset=utf-8", value.textValue().getBytes(StandardCharsets.UTF_8));
    }
    if (value.path(Multipart.PARTS).isArray() && !value.has(ContentEnvelope.CONTENT)) {
      return Multipart.write(value);
    }
    Optional<JsonNode> content =
        value.isObject() ? ObjectProperties.find(value, "$content") : Optional.empty();
    if (content.isPresent() && content.get().isTextual()) {
      String type =
          ObjectProperties.find(value, "$content-type")
              .map(JsonNode::asText)
              .orElse(ContentEnvelope.OCTET_STREAM);
      return new HttpContent(type, Base64.getDecoder().decode(content.get().textValue()));
    }
    return new HttpContent("application/json; charset=utf-8", Json.bytes(value));
  }

  private static ArrayNode formData(String body) {
    ArrayNode fields = Json.array();
    for (String part : body.split("&", -1)) {
      int equals = part.indexOf('=');
      String key = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : part.substring(equals + 1);
      fields.addObject().put("key", decoded(key)).put("value", decoded(value));
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static String mediaType(String contentType) {
    int semicolon = contentType.indexOf(';');
    String media = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return media.strip().toLowerCase(Locale.ROOT);
  }

  private static Charset charset(String contentType) {
    for (String parameter : contentType.split(";", -1)) {
      String text = parameter.strip();
      if (text.regionMatches(true, 0, "charset=", 0, 8)) {
        try {
          return Charset.forName(text.substring(8).replace("\"", "").strip());
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
          return StandardCharsets.UTF_8;
        }
      }
    }
    return StandardCharsets.UTF_8;
  }
}
