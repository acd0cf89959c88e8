package io.trunkline.quickstart;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.ClientSecretCredential;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.server.cli.NodeClient;
import io.trunkline.server.node.NodeFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The web shop: places orders at the gateway with a token and a subscription key. */
public final class OrderClient {
  /** Application ID URI of the API. */
  public static final String API = "api://orders";

  private final String ordersUrl;
  private final String subscriptionKey;
  private final ClientSecretCredential credential;
  private final HttpClient http;
  private @Nullable AccessToken token;

  private OrderClient(
      String ordersUrl,
      String subscriptionKey,
      ClientSecretCredential credential,
      HttpClient http) {
    this.ordersUrl = ordersUrl;
    this.subscriptionKey = subscriptionKey;
    this.credential = credential;
    this.http = http;
  }

  /** Registers the API and the web shop in the directory, and returns the web shop. */
  public static OrderClient register(NodeClient administrator, NodeFiles files, String ordersUrl) {
    var api = Json.object().put("displayName", "Orders API");
    api.putArray("identifierUris").add(API);
    administrator.call("POST", "/v1.0/applications", api);
    JsonNode shop =
        administrator.call(
            "POST", "/v1.0/applications", Json.object().put("displayName", "Web shop"));
    administrator.call(
        "POST", "/v1.0/servicePrincipals", Json.object().put("appId", shop.path("appId").asText()));
    JsonNode password =
        administrator.call(
            "POST",
            "/v1.0/applications/" + shop.path("id").asText() + "/addPassword",
            Json.object());
    JsonNode keys =
        administrator.call(
            "POST",
            "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.ApiManagement/service/orders-api/subscriptions/web-shop/listSecrets?api-version=2022-08-01"
                .formatted(
                    administrator.address().subscriptionId(),
                    administrator.address().resourceGroup()),
            com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    ClientSecretCredential credential =
        new ClientSecretCredentialBuilder()
            .authorityHost(administrator.address().endpoints().httpsBase() + "/")
            .disableInstanceDiscovery()
            .tenantId(files.administrator().orElseThrow().tenantId())
            .clientId(shop.path("appId").asText())
            .clientSecret(password.path("secretText").asText())
            .build();
    HttpClient http =
        HttpClient.newBuilder()
            .sslContext(NodeClient.trusting(files.certificates().resolve("ca.pem")))
            .build();
    return new OrderClient(ordersUrl, keys.path("primaryKey").asText(), credential, http);
  }

  /** Places an order and returns the gateway's answer. */
  public HttpResponse<String> place(Order order) {
    return post(Json.text(order.json()), token(), subscriptionKey, Optional.of(order));
  }

  public HttpResponse<String> placeMalformed() {
    return post("{\"orderId\": \"no-customer\"}", token(), subscriptionKey, Optional.empty());
  }

  public HttpResponse<String> placeWithWrongToken(Order order) {
    String token = token();
    String broken = token.substring(0, token.length() - 8) + "AAAAAAAA";
    return post(Json.text(order.json()), broken, subscriptionKey, Optional.empty());
  }

  public HttpResponse<String> placeWithWrongKey(Order order) {
    return post(Json.text(order.json()), token(), "0123456789abcdef", Optional.empty());
  }

  /** Asks what became of an order. */
  public HttpResponse<String> ask(String orderId) {
    return send(
        HttpRequest.newBuilder(URI.create(ordersUrl + "/" + orderId))
            .header("Authorization", "Bearer " + token())
            .header("Ocp-Apim-Subscription-Key", subscriptionKey)
            .build());
  }

  private HttpResponse<String> post(String body, String token, String key, Optional<Order> order) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(ordersUrl))
            .header("Authorization", "Bearer " + token)
            .header("Ocp-Apim-Subscription-Key", key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    order.ifPresent(o -> request.header("traceparent", o.trace().traceparent()));
    return send(request.build());
  }

  /** Returns a token, the same until it expires: a shop does not ask for one with every order. */
  private synchronized String token() {
    if (token == null || token.isExpired()) {
      token = credential.getTokenSync(new TokenRequestContext().addScopes(API + "/.default"));
    }
    return token.getToken();
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("the gateway did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
