package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.ManagedIdentityTokens;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Carries out the {@code authentication} of an HTTP action (reference/workflows.md §4.2.2). */
final class Authentication {
  private static final String DEFAULT_AUTHORITY = "https://login.microsoftonline.com";
  private static final String DEFAULT_AUDIENCE = "https://management.azure.com/";
  private static final Duration TOKEN_TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_TOKEN_BYTES = 64 << 10;

  private final ManagedIdentityTokens tokens;
  private final HttpCaller http;

  Authentication(ManagedIdentityTokens tokens, HttpCaller http) {
    this.tokens = tokens;
    this.http = http;
  }

  /**
   * What to add to a request.
   *
   * @param queries query parameters by name
   */
  record Applied(Optional<String> authorization, Map<String, String> queries) {
    static Applied header(String value) {
      return new Applied(Optional.of(value), Map.of());
    }
  }

  /**
   * Gets what an {@code authentication} object asks for; may block for a token.
   *
   * @throws ConnectorException 401 when there is no token to be had, 400 when the object is wrong
   */
  Applied apply(Optional<JsonNode> credentials, String workflowId, TraceContext trace) {
    if (credentials.isEmpty() || credentials.get().isNull()) {
      return new Applied(Optional.empty(), Map.of());
    }
    JsonNode given = credentials.get();
    String type = text(given, "type").orElse("");
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "none" -> new Applied(Optional.empty(), Map.of());
      case "basic" ->
          Applied.header(
              "Basic " + base64(required(given, "username") + ":" + required(given, "password")));
      case "raw" -> Applied.header(raw(given));
      case "managedserviceidentity" -> Applied.header("Bearer " + managed(given, workflowId));
      case "activedirectoryoauth" -> Applied.header("Bearer " + oauth(given, trace));
      case "querystring" ->
          new Applied(
              Optional.empty(),
              Map.of(text(given, "name").orElse("Code"), required(given, "value")));
      default ->
          throw new ConnectorException(
              400, "BadRequest", "The authentication type '%s' is not supported.".formatted(type));
    };
  }

  private static String raw(JsonNode given) {
    return text(given, "value")
        .orElseGet(() -> required(given, "scheme") + " " + required(given, "parameter"));
  }

  private String managed(JsonNode given, String workflowId) {
    String identity = text(given, "identity").orElse(workflowId);
    try {
      return tokens.token(identity, text(given, "audience").orElse(DEFAULT_AUDIENCE));
    } catch (InvalidCredentialException e) {
      throw new ConnectorException(
          401,
          "Unauthorized",
          "The managed identity '%s' cannot be used: %s".formatted(identity, e.getMessage()));
    }
  }

  private String oauth(JsonNode given, TraceContext trace) {
    String authority = text(given, "authority").orElse(DEFAULT_AUTHORITY).replaceAll("/+$", "");
    URI uri = URI.create(authority + "/" + required(given, "tenant") + "/oauth2/token");
    String form =
        "grant_type=client_credentials&client_id=%s&client_secret=%s&resource=%s"
            .formatted(
                encoded(required(given, "clientId")),
                encoded(required(given, "secret")),
                encoded(required(given, "audience")));
    OutgoingCall call =
        new OutgoingCall(
            "POST",
            uri,
            Fields.of("Content-Type", "application/x-www-form-urlencoded"),
            form.getBytes(StandardCharsets.UTF_8),
            TOKEN_TIMEOUT,
            MAX_TOKEN_BYTES,
            trace);
    try {
      HttpReply reply = http.send(call).toCompletableFuture().join();
      if (reply.status() == 200) {
        return Json.parse(reply.body()).path("access_token").asText();
      }
      throw new ConnectorException(
          401, "Unauthorized", "The authority answered the token request with " + reply.status());
    } catch (CompletionException | IllegalArgumentException e) {
      throw new ConnectorException(
          401, "Unauthorized", "The authority gave no token: " + e.getMessage());
    }
  }

  private static String required(JsonNode given, String name) {
    return text(given, name)
        .orElseThrow(
            () ->
                new ConnectorException(
                    400, "BadRequest", "The authentication has no '%s'.".formatted(name)));
  }

  private static Optional<String> text(JsonNode given, String name) {
    return ObjectProperties.find(given, name)
        .filter(value -> !value.isNull())
        .map(JsonNode::asText);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
