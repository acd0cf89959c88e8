package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.ManagedIdentityTokens;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.ClientCertificate;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the {@code authentication} of an HTTP operation: every kind of reference/workflows.md
 * §4.2.2.
 */
public final class Authentication {
  private static final String DEFAULT_AUTHORITY = "https://login.microsoftonline.com";
  private static final String DEFAULT_AUDIENCE = "https://management.azure.com/";
  private static final Duration TOKEN_TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_TOKEN_BYTES = 64 << 10;

  private final ManagedIdentityTokens tokens;
  private final HttpCaller http;
  private final InstantSource clock;

  public Authentication(ManagedIdentityTokens tokens, HttpCaller http, InstantSource clock) {
    this.tokens = tokens;
    this.http = http;
    this.clock = clock;
  }

  /**
   * What to add to a request.
   *
   * @param authorization value of the header {@code Authorization}
   * @param queries query parameters by name
   * @param certificate shown during the TLS handshake
   */
  public record Applied(
      Optional<String> authorization,
      Map<String, String> queries,
      Optional<ClientCertificate> certificate) {
    /** Nothing to add. */
    public static Applied nothing() {
      return new Applied(Optional.empty(), Map.of(), Optional.empty());
    }

    static Applied header(String value) {
      return new Applied(Optional.of(value), Map.of(), Optional.empty());
    }

    /** Leaves the secrets out. */
    @Override
    public String toString() {
      return "Applied[…]";
    }
  }

  /**
   * Gets what an {@code authentication} object asks for; may block for a token.
   *
   * @throws ConnectorException 401 when there is no token to be had, 400 when the object is wrong
   */
  public Applied apply(
      Optional<JsonNode> credentials, String workflowId, @Nullable TraceContext trace) {
    if (credentials.isEmpty() || credentials.get().isNull()) {
      return Applied.nothing();
    }
    JsonNode given = credentials.get();
    String type = text(given, "type").orElse("");
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "none" -> Applied.nothing();
      case "basic" ->
          Applied.header(
              "Basic " + base64(required(given, "username") + ":" + required(given, "password")));
      case "raw" -> Applied.header(raw(given));
      case "managedserviceidentity" -> Applied.header("Bearer " + managed(given, workflowId));
      case "activedirectoryoauth" -> Applied.header("Bearer " + oauth(given, trace));
      case "querystring" ->
          new Applied(
              Optional.empty(),
              Map.of(text(given, "name").orElse("Code"), required(given, "value")),
              Optional.empty());
      case "clientcertificate" ->
          new Applied(Optional.empty(), Map.of(), Optional.of(certificate(given)));
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

  private String oauth(JsonNode given, @Nullable TraceContext trace) {
    String authority = text(given, "authority").orElse(DEFAULT_AUTHORITY).replaceAll("/+$", "");
    URI uri = URI.create(authority + "/" + required(given, "tenant") + "/oauth2/token");
    String form =
        "grant_type=client_credentials&client_id=%s&resource=%s&%s"
            .formatted(
                encoded(required(given, "clientId")),
                encoded(required(given, "audience")),
                credential(given, uri));
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

  /** The secret, or a signed statement that the certificate's owner asks (RFC 7523). */
  private String credential(JsonNode given, URI tokenEndpoint) {
    boolean byCertificate =
        text(given, "credentialType").filter("Certificate"::equalsIgnoreCase).isPresent();
    if (!byCertificate) {
      return "client_secret=" + encoded(required(given, "secret"));
    }
    String assertion =
        ClientAssertion.sign(
            certificate(given), required(given, "clientId"), tokenEndpoint, clock.instant());
    return "client_assertion_type="
        + encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        + "&client_assertion="
        + encoded(assertion);
  }

  private static ClientCertificate certificate(JsonNode given) {
    try {
      return new ClientCertificate(
          Base64.getDecoder().decode(required(given, "pfx").replaceAll("\\s", "")),
          text(given, "password").orElse(""));
    } catch (IllegalArgumentException e) {
      throw new ConnectorException(
          400, "BadRequest", "The 'pfx' of the authentication is not Base64.");
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
