package io.trunkline.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.server.node.NodeFiles;
import io.trunkline.server.node.NodeFiles.Administrator;
import io.trunkline.server.node.NodeFiles.NodeAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Talks to a running node as its administrator, over TLS: to the control plane, and below {@code
 * /v1.0} to the directory.
 */
public final class NodeClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(100);
  private static final String CONTROL_PLANE = "https://management.azure.com/.default";
  private static final String GRAPH = "https://graph.microsoft.com/.default";

  private final NodeAddress address;
  private final Administrator administrator;
  private final HttpClient http;
  private final Map<String, String> tokens = new HashMap<>();

  private NodeClient(NodeAddress address, Administrator administrator, HttpClient http) {
    this.address = address;
    this.administrator = administrator;
    this.http = http;
  }

  /**
   * Returns a client for the node that was started on a data directory.
   *
   * @throws CommandException saying what to do when there is none
   */
  public static NodeClient of(NodeFiles files) {
    NodeAddress address = files.address().orElseThrow(() -> notStarted(files));
    Administrator administrator = files.administrator().orElseThrow(() -> notStarted(files));
    HttpClient http =
        HttpClient.newBuilder()
            .sslContext(trusting(files.certificates().resolve("ca.pem")))
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    return new NodeClient(address, administrator, http);
  }

  public NodeAddress address() {
    return address;
  }

  /**
   * Sends a request.
   *
   * @param path starts with a slash and carries the api-version
   * @param body a JSON body, or a missing node for none
   * @throws CommandException with the error of the node where the status is 400 or more
   */
  public JsonNode call(String method, String path, JsonNode body) {
    String token =
        tokens.computeIfAbsent(
            path.startsWith("/v1.0/") ? GRAPH : CONTROL_PLANE, this::requestToken);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.endpoints().httpsBase() + path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token);
    if (body.isMissingNode()) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
    }
    HttpResponse<byte[]> reply = send(request.build());
    JsonNode answer = reply.body().length == 0 ? Json.object() : Json.parse(reply.body());
    if (reply.statusCode() >= 400) {
      JsonNode error = answer.path("error");
      throw new CommandException(
          error.path("code").asText(Integer.toString(reply.statusCode()))
              + ": "
              + error.path("message").asText(Json.text(answer))
              + details(error));
    }
    return answer;
  }

  /** Returns the text behind an address that needs no token. */
  public String open(String path) {
    return new String(
        send(HttpRequest.newBuilder(URI.create(address.endpoints().httpsBase() + path))
                .timeout(TIMEOUT)
                .build())
            .body(),
        StandardCharsets.UTF_8);
  }

  private String requestToken(String scope) {
    String form =
        Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                administrator.clientId(),
                "client_secret",
                administrator.secret(),
                "scope",
                scope)
            .entrySet()
            .stream()
            .map(
                entry ->
                    entry.getKey()
                        + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    URI uri =
        URI.create(
            address.endpoints().httpsBase()
                + "/"
                + administrator.tenantId()
                + "/oauth2/v2.0/token");
    HttpResponse<byte[]> reply =
        send(
            HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    JsonNode answer = Json.parse(reply.body());
    if (reply.statusCode() != 200) {
      throw new CommandException(
          "The administrator got no token: " + answer.path("error_description").asText());
    }
    return answer.path("access_token").asText();
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (ConnectException e) {
      throw new CommandException(
          "No node answers at "
              + address.endpoints().httpsBase()
              + ". Start it with 'trunkline start'.");
    } catch (IOException e) {
      throw new CommandException(
          "The call to " + request.uri().getHost() + " failed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }

  static String details(JsonNode error) {
    StringBuilder text = new StringBuilder();
    for (JsonNode detail : error.path("details")) {
      text.append("\n  ")
          .append(detail.path("code").asText())
          .append(": ")
          .append(detail.path("message").asText());
    }
    return text.toString();
  }

  private static CommandException notStarted(NodeFiles files) {
    return new CommandException(
        "No node was ever started on "
            + files.directory()
            + ". Start one with 'trunkline start', or name its directory with --data.");
  }

  /** Returns a context that trusts the certificate authority in {@code file}. */
  public static SSLContext trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null);
      store.setCertificateEntry(
          "trunkline", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new CommandException(file + " cannot be used: " + e.getMessage());
    }
  }
}
