package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
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
    Service service = service(call, operation);
    String address = address(service, operation);
    CallResult.Remote result = send(call, operation, service, address);
    boolean follows = result instanceof CallResult.Answer answer && answer.statusCode() == 202;
    return follows ? absolute(address, result) : result;
  }

  /** Credentials go to the connector's own service only. */
  @Override
  public CallResult follow(ConnectorCall call, String location) {
    if (!(call.operation() instanceof Operation.Managed operation)) {
      throw call.unknownOperation();
    }
    Service service = service(call, operation);
    URI target = uri(location);
    boolean own = Objects.equals(target.getAuthority(), URI.create(service.base()).getAuthority());
    Map<String, String> headers = own ? service.credentials().headers() : Map.<String, String>of();
    HttpRequest request =
        new HttpRequest("GET", target, headers, null, NO_BODY, Authentication.Applied.nothing());
    return absolute(location, transfer(call).send(request));
  }

  /** Returns the answer with an absolute address where it says to ask for more. */
  private static CallResult.Remote absolute(String address, CallResult.Remote result) {
    if (result instanceof CallResult.Answer answer
        && answer.headers() != null
        && answer.header("Location").isPresent()) {
      ObjectNode headers = answer.headers().deepCopy();
      headers.remove("location");
      headers.put("Location", resolved(address, answer.header("Location").get()));
      return new CallResult.Answer(answer.statusCode(), headers, answer.body());
    }
    return result;
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
    Service service = service(call, operation);
    String address =
        state == null || !state.path("location").isTextual()
            ? address(service, operation)
            : state.path("location").textValue();
    return switch (send(call, operation, service, address)) {
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

  /** Subscribes by the operation itself; where it stands afterwards becomes an absolute address. */
  @Override
  public CallResult subscribe(ConnectorCall call) {
    if (!(call.operation() instanceof Operation.Managed operation)) {
      throw call.unknownOperation();
    }
    Service service = service(call, operation);
    String address = address(service, operation);
    return absolute(address, send(call, operation, service, address));
  }

  /** Deletes the subscription; the connection's credentials go to its own service only. */
  @Override
  public void unsubscribe(ConnectorCall call) {
    if (!(call.operation() instanceof Operation.Managed operation)) {
      throw call.unknownOperation();
    }
    Service service = service(call, operation);
    if (!Objects.equals(
        URI.create(operation.path()).getAuthority(), URI.create(service.base()).getAuthority())) {
      throw new ConnectorException(
          400,
          "BadRequest",
          "The subscription '%s' is not at the connector's own address."
              .formatted(operation.path()));
    }
    switch (send(call, operation, service, operation.path())) {
      case CallResult.NoAnswer none ->
          throw new ConnectorException(502, none.code(), none.message());
      case CallResult.Answer answer when answer.statusCode() >= 400 && answer.statusCode() != 404 ->
          throw new ConnectorException(
              answer.statusCode(),
              StatusNames.of(answer.statusCode()),
              "The connector answered with %d.".formatted(answer.statusCode()));
      case CallResult.Answer ignored -> {}
    }
  }

  /** What the service's own address is, and how it wants its calls. */
  private record Service(
      String base, RemoteCredentials.Applied credentials, Function<JsonNode, HttpContent> body) {}

  private Service service(ConnectorCall call, Operation.Managed operation) {
    Connection connection = call.connection();
    if (connection.api().isEmpty()) {
      return new Service(
          connection.runtimeUrl().orElseThrow(),
          credentials.of(connection, call.span().context()),
          HttpContent::encode);
    }
    CustomApi api = CustomApi.of(connection);
    CustomOperation meant = api.operation(operation.method(), operation.path());
    return new Service(api.baseAddress(meant), api.credentials(meant), meant::body);
  }

  private CallResult.Remote send(
      ConnectorCall call, Operation.Managed operation, Service service, String address) {
    StringBuilder uri = new StringBuilder(address);
    service.credentials().queries().forEach((name, value) -> append(uri, name, value));
    Map<String, String> headers = new LinkedHashMap<>();
    String asked = null;
    for (Map.Entry<String, JsonNode> header :
        ObjectProperties.find(operation.inputs(), "headers").orElse(Json.object()).properties()) {
      if (header.getKey().equalsIgnoreCase("content-type")) {
        asked = header.getValue().asText();
      } else {
        headers.put(header.getKey(), header.getValue().asText());
      }
    }
    headers.putAll(service.credentials().headers());
    byte[] body = NO_BODY;
    String contentType = null;
    if (!operation.body().isMissingNode() && !operation.body().isNull()) {
      HttpContent content =
          asked == null
              ? service.body().apply(operation.body())
              : HttpContent.encode(operation.body(), asked);
      contentType = content.contentType();
      body = content.bytes();
    }
    HttpRequest request =
        new HttpRequest(
            operation.method(),
            uri(uri.toString()),
            headers,
            contentType,
            body,
            Authentication.Applied.nothing());
    return transfer(call).send(request);
  }

  /** Pages and chunks are those of an HTTP action (§4.2.3, §4.2.4). */
  private HttpTransfer transfer(ConnectorCall call) {
    return new HttpTransfer(
        http,
        Map.of("x-ms-client-request-id", call.idempotencyKey()),
        call.settings(),
        call.span().context());
  }

  private static URI uri(String address) {
    try {
      return new URI(address.replace(" ", "%20"));
    } catch (URISyntaxException e) {
      throw new ConnectorException(
          400, "BadRequest", "'%s' is not a valid address.".formatted(address));
    }
  }

  private static String resolved(String address, String location) {
    try {
      return new URI(address.replace(" ", "%20")).resolve(location).toString();
    } catch (URISyntaxException | IllegalArgumentException e) {
      return location;
    }
  }

  private static String address(Service service, Operation.Managed operation) {
    String path = operation.path();
    StringBuilder address = new StringBuilder(service.base().replaceAll("/+$", ""));
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
