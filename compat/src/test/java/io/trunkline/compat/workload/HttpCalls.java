package io.trunkline.compat.workload;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.server.node.NodeFiles.Administrator;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** HTTP clients of all nodes, without TLS, with the rights of the administrator where asked for. */
public final class HttpCalls implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String SCOPE = "https://management.azure.com/.default";

  /** A node refused a request: it had no effect. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  private final Administrator administrator;
  private final Map<Endpoints, String> tokens = new ConcurrentHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  public HttpCalls(Administrator administrator) {
    this.administrator = administrator;
  }

  /**
   * Sends a request with the administrator's token.
   *
   * @param path starts with a slash and carries the api-version
   * @throws Refused where the node said no
   * @throws IOException where nobody knows what became of it
   */
  public JsonNode manage(Endpoints node, String method, String path, String body)
      throws IOException, InterruptedException {
    return call(node, method, path, body, Map.of("Authorization", "Bearer " + token(node)));
  }

  private JsonNode call(
      Endpoints node, String method, String path, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    byte[] answer = send(node, method, path, body, headers).body();
    return answer.length == 0 ? Json.object() : Json.parse(answer);
  }

  /** Sends a request without a token; see {@link #manage}. */
  HttpResponse<byte[]> send(
      Endpoints node, String method, String path, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.httpBase() + path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return answer(request.build());
  }

  private HttpResponse<byte[]> answer(HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> reply = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    int status = reply.statusCode();
    if (status >= 400) {
      String message =
          "%s %s: %d %s"
              .formatted(
                  request.method(),
                  request.uri().getPath(),
                  status,
                  new String(reply.body(), StandardCharsets.UTF_8));
      boolean maybeLater = status >= 500 || status == 408;
      throw maybeLater ? new IOException(message) : new Refused(message);
    }
    return reply;
  }

  private String token(Endpoints node) throws IOException, InterruptedException {
    String known = tokens.get(node);
    if (known != null) {
      return known;
    }
    String form =
        Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                administrator.clientId(),
                "client_secret",
                administrator.secret(),
                "scope",
                SCOPE)
            .entrySet()
            .stream()
            .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    URI address =
        URI.create(node.httpBase() + "/" + administrator.tenantId() + "/oauth2/v2.0/token");
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    String token = Json.parse(answer(request).body()).path("access_token").asText();
    tokens.put(node, token);
    return token;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
