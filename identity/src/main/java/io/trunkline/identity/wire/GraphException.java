package io.trunkline.identity.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;

/** A Graph request is refused. */
final class GraphException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_TEXT = 1_024;

  private final int status;
  private final String code;

  GraphException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  static GraphException notFound(String id) {
    return new GraphException(
        404,
        "Request_ResourceNotFound",
        "Resource '%s' does not exist or one of its queried reference-property objects are not"
                .formatted(id)
            + " present.");
  }

  static GraphException notSupported(HttpCall call) {
    return new GraphException(
        400,
        "Request_BadRequest",
        "%s %s is not supported.".formatted(call.method(), call.head().path()));
  }

  /** Returns a text property that has to be there. */
  static String text(JsonNode body, String name) {
    return text(body, name, MAX_TEXT);
  }

  /** Returns a text property that has to be there, of at most {@code limit} characters. */
  static String text(JsonNode body, String name, int limit) {
    JsonNode value = body.path(name);
    if (!value.isTextual() || value.asText().isBlank() || value.asText().length() > limit) {
      throw new GraphException(
          400,
          "Request_BadRequest",
          "The property '%s' must be a text of 1 to %d characters.".formatted(name, limit));
    }
    return value.asText();
  }

  HttpReply reply() {
    return reply(status, code, getMessage());
  }

  static HttpReply reply(int status, String code, String message) {
    ObjectNode body = Json.object();
    body.putObject("error").put("code", code).put("message", message);
    return HttpReply.json(status, body);
  }
}
