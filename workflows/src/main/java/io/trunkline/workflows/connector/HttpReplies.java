package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.net.http.HttpCallException;
import io.trunkline.net.http.HttpReply;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Turns replies, and the lack of one, into what actions see (reference/workflows.md §1.9, §4.2).
 */
public final class HttpReplies {
  private HttpReplies() {}

  /** Returns a reply as an answer; a body that claims to be JSON and is not stays as it came. */
  public static CallResult.Answer answer(String method, HttpReply reply) {
    ObjectNode headers = Json.object();
    String contentType = null;
    for (Map.Entry<String, String> header : reply.headers()) {
      String name = header.getKey();
      String known = headers.path(name).asText("");
      headers.put(name, known.isEmpty() ? header.getValue() : known + ", " + header.getValue());
      if (name.equalsIgnoreCase("content-type")) {
        contentType = header.getValue();
      }
    }
    return new CallResult.Answer(
        reply.status(), headers, method.equals("HEAD") ? null : body(contentType, reply.body()));
  }

  private static @Nullable JsonNode body(@Nullable String contentType, byte[] bytes) {
    try {
      return HttpContent.decode(contentType, bytes);
    } catch (JsonException e) {
      return HttpContent.envelope(contentType == null ? "" : contentType, bytes);
    }
  }

  /** Returns why there was no reply. */
  public static CallResult.Remote none(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ConnectorException refusal) {
      return CallResult.refusal(refusal);
    }
    if (!(cause instanceof HttpCallException problem)) {
      return new CallResult.NoAnswer(
          "InternalServerError", "The call failed: " + cause.getMessage(), true);
    }
    return switch (problem.reason()) {
      case UNKNOWN_HOST ->
          new CallResult.NoAnswer("UnresolvableHostName", problem.getMessage(), true);
      case CONNECTION_REFUSED, CONNECTION_LOST ->
          new CallResult.NoAnswer("BadGatewayConnection", problem.getMessage(), true);
      case TIMEOUT -> new CallResult.NoAnswer("GatewayTimeout", problem.getMessage(), true);
      case TLS -> new CallResult.NoAnswer("BadGateway", problem.getMessage(), false);
      case REPLY_TOO_LARGE ->
          new CallResult.NoAnswer("ActionResultsSizeLimitExceeded", problem.getMessage(), false);
      case INVALID ->
          new CallResult.NoAnswer("InvalidProtocolResponse", problem.getMessage(), false);
    };
  }
}
