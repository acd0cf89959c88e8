package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCallException;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.net.tracing.Trace;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.HttpContent;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.OperationOption;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** The {@code Http} action (reference/workflows.md §4.2). */
final class HttpCall implements CallAction {
  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

  /** Headers that a workflow cannot set. */
  private static final Set<String> IGNORED =
      Set.of(
          "allow",
          "content-length",
          "content-location",
          "content-md5",
          "content-range",
          "cookie",
          "expires",
          "host",
          "last-modified",
          "origin",
          "set-cookie",
          "traceparent",
          "transfer-encoding");

  private static final byte[] NO_BODY = {};

  private final HttpCaller http;
  private final Authentication authentication;

  HttpCall(HttpCaller http, Authentication authentication) {
    this.http = http;
    this.authentication = authentication;
  }

  @Override
  public boolean followsLocation() {
    return true;
  }

  @Override
  public JsonNode inputs(ActionDefinition action, RunContext context) {
    return MaskedInputs.evaluate(action, context);
  }

  @Override
  public Call prepare(CallSite site) {
    Optional<JsonNode> credentials = site.authentication();
    Duration timeout = timeout(site);
    return span -> {
      Authentication.Applied applied =
          authentication.apply(credentials, site.version().id(), span.context());
      OutgoingCall call = call(site, applied, timeout, span);
      span.attribute("http.request.method", call.method())
          .attribute("url.full", call.uri().toString().replaceAll("\\?.*", ""));
      return http.send(call).thenApply(reply -> answer(call, reply)).exceptionally(HttpCall::none);
    };
  }

  private static OutgoingCall call(
      CallSite site, Authentication.Applied applied, Duration timeout, Trace span) {
    JsonNode inputs = site.inputs();
    JsonNode progress = site.record().progress();
    boolean poll = progress != null;
    String method = poll ? "GET" : text(inputs, "method").orElse("").toUpperCase(Locale.ROOT);
    if (!METHODS.contains(method)) {
      throw new ConnectorException(
          400, "BadRequest", "'%s' is not a method of the Http action.".formatted(method));
    }
    String address = text(inputs, "uri").orElse("");
    URI uri = uri(address, poll ? Json.object() : queries(inputs, applied));
    if (poll) {
      uri = uri.resolve(uri(progress.path(CallOutcomes.LOCATION).asText(), Json.object()));
    }
    Fields.Builder headers = Fields.builder();
    byte[] body = NO_BODY;
    String contentType = null;
    for (Map.Entry<String, JsonNode> header :
        ObjectProperties.find(inputs, "headers").orElse(Json.object()).properties()) {
      if (header.getKey().equalsIgnoreCase("content-type")) {
        contentType = header.getValue().asText();
      } else if (!IGNORED.contains(header.getKey().toLowerCase(Locale.ROOT))
          && !header.getValue().isNull()) {
        headers.add(header.getKey(), header.getValue().asText());
      }
    }
    text(inputs, "cookie").ifPresent(cookie -> headers.add("Cookie", cookie));
    Optional<JsonNode> content =
        poll ? Optional.empty() : ObjectProperties.find(inputs, "body").filter(b -> !b.isNull());
    if (content.isPresent()) {
      HttpContent encoded = HttpContent.encode(content.get());
      body = encoded.bytes();
      contentType = contentType == null ? encoded.contentType() : contentType;
    }
    if (contentType != null && body.length > 0) {
      headers.add("Content-Type", contentType);
    }
    applied.authorization().ifPresent(value -> headers.add("Authorization", value));
    if (!site.action().settings().has(OperationOption.SUPPRESS_WORKFLOW_HEADERS)) {
      WorkflowHeaders.addTo(headers, site);
    }
    return new OutgoingCall(
        method,
        uri,
        headers.build(),
        body,
        timeout,
        site.environment().limits().maxBodyBytes(),
        span.context());
  }

  private static ObjectNode queries(JsonNode inputs, Authentication.Applied applied) {
    ObjectNode queries = Json.object();
    ObjectProperties.find(inputs, "queries")
        .ifPresent(
            given -> given.properties().forEach(one -> queries.set(one.getKey(), one.getValue())));
    applied.queries().forEach(queries::put);
    return queries;
  }

  private static URI uri(String address, JsonNode queries) {
    StringBuilder text = new StringBuilder(address);
    char separator = address.indexOf('?') < 0 ? '?' : '&';
    for (Map.Entry<String, JsonNode> query : queries.properties()) {
      if (!query.getValue().isNull()) {
        text.append(separator)
            .append(encoded(query.getKey()))
            .append('=')
            .append(encoded(query.getValue().asText()));
        separator = '&';
      }
    }
    try {
      return new URI(text.toString().replace(" ", "%20"));
    } catch (URISyntaxException e) {
      throw new ConnectorException(
          400, "BadRequest", "'%s' is not a valid address.".formatted(address));
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static CallResult answer(OutgoingCall call, HttpReply reply) {
    ObjectNode headers = Json.object();
    String contentType = null;
    for (Map.Entry<String, String> header : reply.headers()) {
      String name = header.getKey();
      String known = headers.path(name).asText("");
      String value = known.isEmpty() ? header.getValue() : known + ", " + header.getValue();
      headers.put(name, value);
      if (name.equalsIgnoreCase("content-type")) {
        contentType = header.getValue();
      }
    }
    JsonNode body;
    try {
      body = HttpContent.decode(contentType, reply.body());
    } catch (JsonException e) {
      body = HttpContent.envelope(contentType, reply.body());
    }
    return new CallResult.Answer(
        reply.status(), headers, call.method().equals("HEAD") ? null : body);
  }

  private static CallResult none(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
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

  private static Duration timeout(CallSite site) {
    return site.action()
        .settings()
        .runtime()
        .requestTimeout()
        .map(
            template ->
                Durations.required(template.evaluate(site.context()), "requestOptions.timeout"))
        .orElse(site.environment().limits().requestTimeout());
  }

  private static Optional<String> text(JsonNode inputs, String name) {
    return ObjectProperties.find(inputs, name)
        .filter(value -> !value.isNull())
        .map(JsonNode::asText);
  }
}
