package io.trunkline.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.http.HttpReply;
import org.junit.jupiter.api.Test;

class ManagedIdentityEndpointTest {
  private static final String MACHINE =
      "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://servicebus.azure.net";
  private static final String HOSTED =
      "/msi/token?api-version=2019-08-01&resource=https://servicebus.azure.net";

  private final IdentityFixture fixture = new IdentityFixture();

  @Test
  void theOnlyIdentityIsMeantWhereNoneIsNamed() {
    put("one", 1);
    JsonNode body = fixture.json(machine(""));
    assertThat(body.path("client_id").asText()).isEqualTo(guid(1, 2));
    assertThat(body.path("expires_on").isTextual()).isTrue();
    put("two", 2);
    assertThat(machine("").text()).contains("Identity not found");
  }

  @Test
  void identitiesAreSelectedInEveryWay() {
    put("one", 1);
    put("two", 2);
    for (String selector :
        new String[] {
          "&client_id=" + guid(2, 2), "&object_id=" + guid(2, 1), "&msi_res_id=/identities/TWO"
        }) {
      assertThat(fixture.json(machine(selector)).path("client_id").asText())
          .describedAs(selector)
          .isEqualTo(guid(2, 2));
    }
    assertThat(machine("&client_id=none").status()).isEqualTo(400);
  }

  @Test
  void forwardedRequestsAndRequestsWithoutTheHeaderAreRefused() {
    put("one", 1);
    assertThat(fixture.send("GET", MACHINE, "").text()).contains("metadata header");
    assertThat(
            fixture
                .send("GET", MACHINE, "", "metadata", "true", "x-forwarded-for", "10.0.0.1")
                .status())
        .isEqualTo(403);
  }

  @Test
  void aHostedWorkloadHasToKnowTheHeader() {
    put("one", 1);
    assertThat(fixture.send("GET", HOSTED, "").status()).isEqualTo(401);
    assertThat(fixture.send("GET", HOSTED, "", "x-identity-header", "guess").status())
        .isEqualTo(401);
    assertThat(
            fixture.send("GET", HOSTED, "", "x-identity-header", IdentityFixture.HEADER).status())
        .isEqualTo(200);
  }

  @Test
  void anUnknownResourceIsRefused() {
    put("one", 1);
    HttpReply reply =
        fixture.send(
            "GET",
            "/metadata/identity/oauth2/token?resource=https://elsewhere.example",
            "",
            "metadata",
            "true");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("AADSTS500011");
  }

  private HttpReply machine(String selector) {
    return fixture.send("GET", MACHINE + selector, "", "metadata", "true");
  }

  private void put(String name, int number) {
    fixture
        .identity
        .directory()
        .putManagedIdentity(
            new ManagedIdentity("/identities/" + name, guid(number, 1), guid(number, 2), false));
  }

  private static String guid(int number, int kind) {
    return "aaaaaaaa-0000-0000-000%d-00000000000%d".formatted(number, kind);
  }
}
