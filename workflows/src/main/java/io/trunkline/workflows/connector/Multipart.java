package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.expression.value.ContentEnvelope;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of the type {@code multipart/form-data} as {@code $multipart}: an array of {@code
 * {headers, body}} (RFC 7578, reference/workflows.md §1.9).
 */
final class Multipart {
  static final String PARTS = "$multipart";

  /** A body with more parts is not taken apart. */
  private static final int MAX_PARTS = 1_000;

  private static final String LINE_END = "\r\n";
  private static final String CONTENT_TYPE = "Content-Type";

  private Multipart() {}

  /** Returns the parts; empty when the body is not what its content type says. */
  static Optional<ArrayNode> parse(String contentType, byte[] body) {
    String boundary = boundary(contentType);
    if (boundary.isEmpty()) {
      return Optional.empty();
    }
    // One character for each byte: positions in the text are positions in the body.
    String text = new String(body, StandardCharsets.ISO_8859_1);
    String delimiter = "--" + boundary;
    ArrayNode parts = Json.array();
    int start = text.indexOf(delimiter);
    while (start >= 0 && parts.size() <= MAX_PARTS) {
      int from = start + delimiter.length();
      if (text.startsWith("--", from)) {
        return Optional.of(parts);
      }
      int end = text.indexOf(LINE_END + delimiter, from);
      int headersEnd = text.indexOf(LINE_END + LINE_END, from);
      if (end < 0 || headersEnd < 0 || headersEnd > end) {
        return Optional.empty();
      }
      int contentStart = Math.min(headersEnd + 4, end);
      parts.add(
          part(text.substring(from, headersEnd), Arrays.copyOfRange(body, contentStart, end)));
      start = end + LINE_END.length();
    }
    return Optional.empty();
  }

  private static ObjectNode part(String headerText, byte[] content) {
    ObjectNode part = Json.object();
    ObjectNode headers = part.putObject("headers");
    String contentType = null;
    for (String line : headerText.split(LINE_END, -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip();
        String value = line.substring(colon + 1).strip();
        headers.put(
            name, new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        if (name.equalsIgnoreCase(CONTENT_TYPE)) {
          contentType = value;
        }
      }
    }
    headers.put("Content-Length", Integer.toString(content.length));
    part.set("body", body(contentType, content));
    return part;
  }

  private static JsonNode body(@Nullable String contentType, byte[] content) {
    String type = contentType == null ? ContentEnvelope.OCTET_STREAM : contentType;
    try {
      JsonNode decoded = HttpContent.decode(type, content);
      return decoded == null ? HttpContent.envelope(type, content) : decoded;
    } catch (JsonException e) {
      return HttpContent.envelope(type, content);
    }
  }

  /** Writes {@code {"$content-type"?, "$multipart": […]}} with a separator that no part holds. */
  static HttpContent write(JsonNode value) {
    CRC32 checksum = new CRC32();
    checksum.update(Json.bytes(value));
    String boundary = "----trunkline" + Long.toHexString(checksum.getValue()) + "boundary";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (JsonNode part : value.path(PARTS)) {
      text(out, "--" + boundary + LINE_END);
      JsonNode given = ObjectProperties.find(part, "body").orElse(Json.object().nullNode());
      HttpContent content = HttpContent.encode(given);
      boolean typed = false;
      JsonNode headers = ObjectProperties.find(part, "headers").orElse(Json.object());
      for (Map.Entry<String, JsonNode> header : headers.properties()) {
        if (!header.getKey().equalsIgnoreCase("content-length")) {
          typed |= header.getKey().equalsIgnoreCase(CONTENT_TYPE);
          text(out, header.getKey() + ": " + header.getValue().asText() + LINE_END);
        }
      }
      if (!typed && !given.isTextual()) {
        text(out, CONTENT_TYPE + ": " + content.contentType() + LINE_END);
      }
      text(out, LINE_END);
      out.writeBytes(given.isNull() ? new byte[0] : content.bytes());
      text(out, LINE_END);
    }
    text(out, "--" + boundary + "--" + LINE_END);
    String type =
        ObjectProperties.find(value, ContentEnvelope.CONTENT_TYPE)
            .map(JsonNode::asText)
            .orElse("multipart/form-data");
    int parameters = type.indexOf(';');
    String media = parameters < 0 ? type : type.substring(0, parameters).strip();
    return new HttpContent(media + "; boundary=" + boundary, out.toByteArray());
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String boundary(String contentType) {
    for (String parameter : contentType.split(";", -1)) {
      String text = parameter.strip();
      if (text.regionMatches(true, 0, "boundary=", 0, 9)) {
        return text.substring(9).replace("\"", "").strip();
      }
    }
    return "";
  }
}
