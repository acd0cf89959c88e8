package io.trunkline.workflows.expression.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Content that is neither JSON nor plain text: {@code {"$content-type","$content"}} with the bytes
 * in base64 (reference/workflows.md §1.9).
 *
 * @param contentType the media type as the header gave it
 * @param base64 the bytes, not yet checked
 */
public record ContentEnvelope(String contentType, String base64) {
  public static final String CONTENT_TYPE = "$content-type";
  public static final String CONTENT = "$content";

  /** Bytes of no known kind. */
  public static final String OCTET_STREAM = "application/octet-stream";

  /** What XML functions make. */
  public static final String XML = "application/xml;charset=utf-8";

  public static ContentEnvelope of(String contentType, byte[] bytes) {
    return new ContentEnvelope(contentType, Base64.getEncoder().encodeToString(bytes));
  }

  /** Returns the envelope that {@code value} is, if it is one. */
  public static Optional<ContentEnvelope> from(JsonNode value) {
    if (value.isObject()
        && value.path(CONTENT_TYPE).isTextual()
        && value.path(CONTENT).isTextual()) {
      return Optional.of(
          new ContentEnvelope(value.get(CONTENT_TYPE).textValue(), value.get(CONTENT).textValue()));
    }
    return Optional.empty();
  }

  /** Returns the JSON form. */
  public ObjectNode toJson() {
    return Json.object().put(CONTENT_TYPE, contentType).put(CONTENT, base64);
  }

  /**
   * Returns the bytes.
   *
   * @throws IllegalArgumentException if the content is not base64
   */
  public byte[] bytes() {
    return Base64.getDecoder().decode(base64);
  }

  /** Returns the content decoded by the declared charset, else UTF-8; bad bytes become U+FFFD. */
  public String text() {
    return new String(bytes(), charset());
  }

  /** Returns whether the content is XML by its media type. */
  public boolean isXml() {
    String type = mediaType();
    return type.equals("application/xml") || type.equals("text/xml") || type.endsWith("+xml");
  }

  /** Returns type and subtype in lower case, without parameters. */
  public String mediaType() {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private Charset charset() {
    for (String parameter : contentType.split(";", -1)) {
      String[] parts = parameter.strip().split("=", 2);
      if (parts.length == 2 && parts[0].equalsIgnoreCase("charset")) {
        String name = parts[1].replace("\"", "").strip();
        try {
          return Charset.forName(name);
        } catch (IllegalArgumentException e) {
          return StandardCharsets.UTF_8;
        }
      }
    }
    return StandardCharsets.UTF_8;
  }
}
