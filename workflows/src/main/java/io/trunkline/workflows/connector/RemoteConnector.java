package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Connectors that run elsewhere and speak HTTP: those with a runtime address (Standard's {@code
 * connectionRuntimeUrl}), and custom ones that an OpenAPI document describes ({@code
 * Microsoft.Web/customApis}). Method, path, queries and body go out as the action has them; the
 * connection adds who calls (reference/workflows.md §3.8, §8.3).
 */
public final class RemoteConnector implements Connector {
  private static final byte[] NO_BODY = {};

  private final HttpCaller http;
  private final RemoteCredentials credentials;

  public RemoteConnector(HttpCaller http, RemoteCredentials credentials) {
    this.http = http;
    this.credentials = credentials;
  }

  /** Returns what a custom connector's document and the connection's settings add to a call. */
  public static RemoteCredentials.Applied customCredentials(Connection connection) {
    return CustomApi.of(connection).credentials();
  }

  /** Answers to no name of its own. */
  @Override
  public Set<String> names() {
    return Set.of();
  }

  @Override
  public CallResult call(ConnectorCall call) {
    if (!(call.operation() instanceof Operation.Managed operation)) {
      throw call.unknownOperation();
    }
    return send(call, operation, address(call, operation));
  }

  /**
   * Polls as for an HTTP trigger (§3.4): 200 is news, 202 is none, and a {@code Location} is where
   * to ask next.
   */
  @Override
  public Poll poll(ConnectorCall call, @Nullable JsonNode state) {
    if (!(call.operation() instanceof Operation.Managed operation)) {
      throw call.unknownOperation();
    }
    String address =
        state == null || !state.path("location").isTextual()
            ? address(call, operation)
            : state.path("location").textValue();
    return switch (send(call, operation, address)) {
      case CallResult.NoAnswer none ->
          throw new ConnectorException(502, none.code(), none.message());
      case CallResult.Answer answer -> {
        if (answer.statusCode() >= 400) {
          throw new ConnectorException(
              answer.statusCode(),
              StatusNames.of(answer.statusCode()),
              "The connector answered the poll with %d.".formatted(answer.statusCode()));
        }
        JsonNode next =
            answer
                .header("Location")
                .map(location -> (JsonNode) Json.object().put("location", location))
                .orElse(state);
        yield answer.statusCode() == 202
            ? Poll.nothing(next)
            : new Poll(answer.outputs(), next, null, false);
      }
    };
  }

  private CallResult.Remote send(ConnectorCall call, Operation.Managed operation, String address) {
    RemoteCredentials.Applied applied = credentials.of(call.connection(), call.span().context());
    StringBuilder uri = new StringBuilder(address);
    applied.queries().forEach((name, value) -> append(uri, name, value));
    Fields.Builder headers = Fields.builder();
    ObjectProperties.find(operation.inputs(), "headers")
        .orElse(Json.object())
        .properties()
        .forEach(header -> headers.add(header.getKey(), header.getValue().asText()));
    applied.headers().forEach(headers::add);
    byte[] body = NO_BODY;
    if (!operation.body().isMissingNode() && !operation.body().isNull()) {
      HttpContent content = HttpContent.encode(operation.body());
      headers.add("Content-Type", content.contentType());
      body = content.bytes();
    }
    headers.add("x-ms-client-request-id", call.idempotencyKey());
    try {
      OutgoingCall outgoing =
          new OutgoingCall(
              operation.method(),
              new URI(uri.toString().replace(" ", "%20")),
              headers.build(),
              body,
              call.timeout(),
              call.maxBytes(),
              call.span().context());
      return HttpReplies.answer(
          operation.method(), http.send(outgoing).toCompletableFuture().join());
    } catch (URISyntaxException e) {
      throw new ConnectorException(
          400, "BadRequest", "'%s' is not a valid address.".formatted(address));
    } catch (CompletionException e) {
      return HttpReplies.none(e);
    }
  }

  private static String address(ConnectorCall call, Operation.Managed operation) {
    String base =
        call.connection()
            .runtimeUrl()
            .orElseGet(() -> CustomApi.of(call.connection()).baseAddress());
    String path = operation.path();
    StringBuilder address = new StringBuilder(base.replaceAll("/+$", ""));
    address.append(path.startsWith("/") || path.isEmpty() ? "" : "/").append(path);
    for (Map.Entry<String, JsonNode> query : operation.queries().values().properties()) {
      if (!query.getValue().isNull()) {
        append(address, query.getKey(), query.getValue().asText());
      }
    }
    return address.toString();
  }

  private static void append(StringBuilder address, String name, String value) {
    address
        .append(address.indexOf("?") < 0 ? '?' : '&')
        .append(encoded(name))
        .append('=')
        .append(encoded(value));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
