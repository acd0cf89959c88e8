package io.trunkline.compat.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.TokenRequestContext;
import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestApplication;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tokens from azure-identity, and what the control plane says to bad ones. */
@ExtendWith(SharedNode.class)
class ManagementTokenTest {
  private static final TokenRequestContext MANAGEMENT =
      new TokenRequestContext().addScopes("https://management.azure.com/.default");
  private static final String API_VERSION = "?api-version=2022-09-01";

  private final TestNode node;

  ManagementTokenTest(TestNode node) {
    this.node = node;
  }

  @Test
  @Parity(service = Service.IDENTITY, feature = "client credentials", client = Client.IDENTITY_JAVA)
  void anApplicationGetsATokenForItself() {
    TestApplication application = TestApplication.register(node, "token-taker");
    String token = application.credential().getTokenSync(MANAGEMENT).getToken();
    JsonNode claims = Json.parse(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    assertThat(claims.path("appid").asText()).isEqualTo(application.clientId());
    assertThat(claims.path("oid").asText()).isEqualTo(application.principalId());
    assertThat(claims.path("aud").asText()).startsWith("https://management.");
  }

  @Test
  @Parity(
      service = Service.IDENTITY,
      feature = "a wrong client secret is AADSTS7000215",
      client = Client.IDENTITY_JAVA)
  void aWrongSecretIsRefused() {
    TestApplication application = TestApplication.register(node, "forgetful");
    assertThatThrownBy(
            () -> node.credential(application.clientId(), "wrong").getTokenSync(MANAGEMENT))
        .hasMessageContaining("AADSTS7000215");
  }

  @Test
  @Parity(
      service = Service.RESOURCE_MANAGER,
      feature = "no token, a broken one, one for another audience: 401",
      client = Client.HTTP)
  void badTokensAreUnauthorized() throws IOException, InterruptedException {
    String good = node.administratorCredential().getTokenSync(MANAGEMENT).getToken();
    String other =
        node.administratorCredential()
            .getTokenSync(
                new TokenRequestContext().addScopes("https://servicebus.azure.net/.default"))
            .getToken();
    assertThat(status("GET", "Bearer " + good, "")).isEqualTo(200);
    assertThat(status("GET", "", "")).isEqualTo(401);
    assertThat(status("GET", "Bearer garbage", "")).isEqualTo(401);
    assertThat(status("GET", "Bearer " + good.substring(0, good.length() - 8) + "AAAAAAAA", ""))
        .isEqualTo(401);
    assertThat(status("GET", "Bearer " + other, "")).isEqualTo(401);
  }

  @Test
  @Parity(
      service = Service.RESOURCE_MANAGER,
      feature = "malformed JSON is InvalidRequestContent",
      client = Client.HTTP)
  void malformedJsonIsABadRequest() throws IOException, InterruptedException {
    String good = node.administratorCredential().getTokenSync(MANAGEMENT).getToken();
    HttpResponse<String> reply = send("PUT", "Bearer " + good, "{\"location\": ");
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(Json.parse(reply.body()).at("/error/code").asText())
        .isEqualTo("InvalidRequestContent");
  }

  private int status(String method, String authorization, String body)
      throws IOException, InterruptedException {
    return send(method, authorization, body).statusCode();
  }

  private HttpResponse<String> send(String method, String authorization, String body)
      throws IOException, InterruptedException {
    var address = node.files().address().orElseThrow();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "%s/subscriptions/%s/resourceGroups/%s%s"
                        .formatted(
                            node.endpoints().httpsBase(),
                            address.subscriptionId(),
                            address.resourceGroup(),
                            API_VERSION)))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
