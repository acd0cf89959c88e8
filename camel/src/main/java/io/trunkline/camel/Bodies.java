package io.trunkline.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.HttpContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Values of workflows as bodies of Camel's messages, and back. */
final class Bodies {
  private static final String OCTET_STREAM = "application/octet-stream";

  private Bodies() {}

  /** Returns a text as it is, an envelope's bytes, and everything else as JSON text. */
  static Object write(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    return value.has("$content") ? HttpContent.encode(value).bytes() : Json.text(value);
  }

  /**
   * Returns a message's body: JSON and texts as values, other bytes as an envelope, objects by
   * their properties.
   *
   * @throws io.trunkline.workflows.connector.ConnectorException 413 where it is too large
   */
  static JsonNode read(Message message, ConnectorCall call) {
    Object body = message.getBody();
    return switch (body) {
      case null -> NullNode.getInstance();
      case String text -> sized(TextNode.valueOf(text), text.length(), call);
      case JsonNode value -> value;
      case byte[] bytes -> bytes(message, bytes, call);
      case Number _, Boolean _, Iterable<?> _, Map<?, ?> _ -> Json.mapper().valueToTree(body);
      default -> other(message, call);
    };
  }

  private static JsonNode other(Message message, ConnectorCall call) {
    try (InputStream stream = message.getBody(InputStream.class)) {
      if (stream != null) {
        return bytes(message, stream.readNBytes(call.maxBytes() + 1), call);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TextNode.valueOf(String.valueOf(message.getBody()));
  }

  private static JsonNode bytes(Message message, byte[] bytes, ConnectorCall call) {
    call.requireSize(bytes.length, "What came");
    String type = message.getHeader(Exchange.CONTENT_TYPE, String.class);
    if (type != null) {
      JsonNode decoded = HttpContent.decode(type, bytes);
      return decoded == null ? NullNode.getInstance() : decoded;
    }
    try {
      return TextNode.valueOf(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return HttpContent.envelope(OCTET_STREAM, bytes);
    }
  }

  private static JsonNode sized(JsonNode value, int length, ConnectorCall call) {
    call.requireSize(length, "What came");
    return value;
  }

  /** Returns a header's value: texts, numbers and booleans as they are, the rest as text. */
  static JsonNode header(Object value) {
    return switch (value) {
      case null -> NullNode.getInstance();
      case Number _, Boolean _ -> Json.mapper().valueToTree(value);
      default -> TextNode.valueOf(value.toString());
    };
  }
}
