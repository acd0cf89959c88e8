package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request as a definition describes it: {@code {method, uri, headers?, queries?, body?,
 * cookie?}} (reference/workflows.md §4.2).
 *
 * @param headers without those that a workflow cannot set
 * @param contentType of the body, null without one
 */
@SuppressWarnings("ArrayRecordComponent") // a request is never compared
public record HttpRequest(
    String method,
    URI uri,
    Map<String, String> headers,
    @Nullable String contentType,
    byte[] body,
    Authentication.Applied applied) {
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

  /**
   * Reads a request.
   *
   * @throws ConnectorException 400 when it has no such method or address
   * @throws IllegalArgumentException when the content of its body is not Base64
   */
  public static HttpRequest of(JsonNode source, Authentication.Applied applied) {
    String method = text(source, "method").orElse("").toUpperCase(Locale.ROOT);
    if (!METHODS.contains(method)) {
      throw new ConnectorException(
          400, "BadRequest", "'%s' is not a method of an HTTP request.".formatted(method));
    }
    ObjectNode queries = Json.object();
    ObjectProperties.find(source, "queries").ifPresent(given -> addAll(queries, given));
    applied.queries().forEach(queries::put);
    URI uri = uri(text(source, "uri").orElse(""), queries);
    Optional<JsonNode> content = ObjectProperties.find(source, "body").filter(b -> !b.isNull());
    String contentType = header(source, "content-type");
    byte[] body = NO_BODY;
    if (content.isPresent()) {
      HttpContent encoded = HttpContent.encode(content.get(), contentType);
      body = encoded.bytes();
      contentType = encoded.contentType();
    }
    return new HttpRequest(
        method, uri, headers(source), body.length == 0 ? null : contentType, body, applied);
  }

  /**
   * Returns the request that asks for something at another address, as {@code source} would: a GET
   * with the same headers and credentials.
   *
   * @param location absolute, or relative to the address of {@code source}
   * @throws ConnectorException 400 when it is no address
   */
  public static HttpRequest following(
      JsonNode source, String location, Authentication.Applied applied) {
    URI base = uri(text(source, "uri").orElse(""), Json.object());
    URI target = base.resolve(uri(location, Json.object()));
    return new HttpRequest("GET", target, headers(source), null, NO_BODY, applied);
  }

  /**
   * Returns the same request with another method and body, to an address that the other side has
   * named: a further page, or where pieces go. Another host gets no credentials, and none of the
   * headers that may hold some.
   */
  public HttpRequest with(String otherMethod, URI target, byte[] content) {
    if (isSameOrigin(target)) {
      return new HttpRequest(otherMethod, target, headers, contentType, content, applied);
    }
    Map<String, String> harmless = new LinkedHashMap<>(headers);
    harmless.keySet().removeIf(name -> !name.toLowerCase(Locale.ROOT).startsWith("accept"));
    return new HttpRequest(
        otherMethod, target, harmless, contentType, content, Authentication.Applied.nothing());
  }

  private boolean isSameOrigin(URI target) {
    return Objects.equals(uri.getScheme(), target.getScheme())
        && Objects.equals(uri.getAuthority(), target.getAuthority());
  }

  /** Returns the call to be made. */
  public OutgoingCall call(
      Map<String, String> more, Duration timeout, int maxReplyBytes, @Nullable TraceContext trace) {
    Fields.Builder fields = Fields.builder();
    headers.forEach(fields::add);
    more.forEach(fields::add);
    if (contentType != null && body.length > 0) {
      fields.add("Content-Type", contentType);
    }
    applied.authorization().ifPresent(value -> fields.add("Authorization", value));
    return new OutgoingCall(
        method,
        uri,
        fields.build(),
        body,
        timeout,
        maxReplyBytes,
        trace,
        applied.certificate().orElse(null));
  }

  private static Map<String, String> headers(JsonNode source) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> header :
        ObjectProperties.find(source, "headers").orElse(Json.object()).properties()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!name.equals("content-type") && !IGNORED.contains(name) && !header.getValue().isNull()) {
        headers.put(header.getKey(), header.getValue().asText());
      }
    }
    text(source, "cookie").ifPresent(cookie -> headers.put("Cookie", cookie));
    return headers;
  }

  private static @Nullable String header(JsonNode source, String name) {
    return ObjectProperties.find(source, "headers")
        .flatMap(headers -> ObjectProperties.find(headers, name))
        .filter(value -> !value.isNull())
        .map(JsonNode::asText)
        .orElse(null);
  }

  private static void addAll(ObjectNode queries, JsonNode given) {
    given.properties().forEach(one -> queries.set(one.getKey(), one.getValue()));
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

  private static Optional<String> text(JsonNode source, String name) {
    return ObjectProperties.find(source, name)
        .filter(value -> !value.isNull())
        .map(JsonNode::asText);
  }
}
