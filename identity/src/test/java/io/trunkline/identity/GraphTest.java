package io.trunkline.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.identity.Applications.ClientSecret;
import io.trunkline.net.http.HttpReply;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The Graph subset, as a script walks through it. */
class GraphTest {
  private static final String GRAPH = "https://graph.microsoft.com";

  private final IdentityFixture fixture = new IdentityFixture();
  private final String token = fixture.administratorToken(GRAPH);

  @Test
  void anApplicationIsRegisteredGivenASecretAndUsed() {
    JsonNode application =
        fixture.json(
            call(
                "POST",
                "/v1.0/applications",
                """
                {"displayName": "orders", "identifierUris": ["api://orders"],
                 "appRoles": [{"id": "bbbbbbbb-0000-0000-0000-000000000001",
                               "value": "Orders.Read", "displayName": "read"}]}
                """));
    String appId = application.path("appId").asText();
    JsonNode principal =
        fixture.json(call("POST", "/v1.0/servicePrincipals", "{\"appId\": \"" + appId + "\"}"));
    HttpReply password =
        call(
            "POST",
            "/v1.0/applications/" + application.path("id").asText() + "/addPassword",
            "{\"passwordCredential\": {\"displayName\": \"ci\"}}");
    JsonNode secret = fixture.json(password);
    HttpReply grant =
        call(
            "POST",
            "/v1.0/servicePrincipals/" + principal.path("id").asText() + "/appRoleAssignments",
            """
            {"principalId": "P", "resourceId": "P",
             "appRoleId": "bbbbbbbb-0000-0000-0000-000000000001"}
            """
                .replace("\"P\"", principal.path("id").toString()));
    assertThat(grant.status()).isEqualTo(201);
    ClientSecret client =
        new ClientSecret(
            appId, secret.path("keyId").asText(), secret.path("secretText").asText(), null);
    String issued = fixture.token(client, "api://orders");
    assertThat(
            fixture
                .identity
                .tokenVerifier()
                .verify(issued, Set.of("api://orders"))
                .principal()
                .appRoles())
        .containsExactly("Orders.Read");

    HttpReply read = call("GET", "/v1.0/applications?$filter=appId eq '" + appId + "'", "");
    assertThat(fixture.json(read).at("/value/0/passwordCredentials/0/displayName").asText())
        .isEqualTo("ci");
    assertThat(read.text()).doesNotContain(client.secret()).doesNotContain("hash");
  }

  @Test
  void principalsAreFoundByClientIdAndById() {
    JsonNode found =
        fixture.json(
            call(
                "GET",
                "/v1.0/servicePrincipals?$filter=appId eq '%s'"
                    .formatted(fixture.identity.administratorClientId()),
                ""));
    assertThat(found.path("value")).hasSize(1);
    String id = found.at("/value/0/id").asText();
    assertThat(call("GET", "/v1.0/servicePrincipals/" + id, "").status()).isEqualTo(200);
    JsonNode byIds =
        fixture.json(
            call("POST", "/v1.0/directoryObjects/getByIds", "{\"ids\": [\"" + id + "\", \"x\"]}"));
    assertThat(byIds.path("value")).hasSize(1);
    assertThat(byIds.at("/value/0/@odata.type").asText())
        .isEqualTo("#microsoft.graph.servicePrincipal");
  }

  @Test
  void whatIsWrongIsSaid() {
    assertThat(call("GET", "/v1.0/servicePrincipals/none", "").status()).isEqualTo(404);
    assertThat(call("GET", "/v1.0/", "").status()).isEqualTo(400);
    assertThat(call("GET", "/v1.0/users", "").text()).contains("not supported");
    assertThat(call("POST", "/v1.0/applications", "{").status()).isEqualTo(400);
    assertThat(call("POST", "/v1.0/applications", "{}").text()).contains("displayName");
    assertThat(call("GET", "/v1.0/applications?$filter=startswith(displayName,'a')", "").text())
        .contains("Unsupported filter");
    call(
        "POST",
        "/v1.0/applications",
        "{\"displayName\": \"a\", \"identifierUris\": [\"api://a\"]}");
    assertThat(
            call(
                    "POST",
                    "/v1.0/applications",
                    "{\"displayName\": \"b\", \"identifierUris\": [\"API://A\"]}")
                .status())
        .isEqualTo(400);
  }

  @Test
  void aTokenIsNeededAndWritingNeedsARole() {
    assertThat(fixture.send("GET", "/v1.0/applications", "").status()).isEqualTo(401);
    Applications.Registration client =
        fixture.identity.applications().register("client", List.of(), List.of());
    String weak =
        fixture.token(fixture.identity.applications().addSecret(client.clientId(), ""), GRAPH);
    String header = "Bearer " + weak;
    assertThat(fixture.send("GET", "/v1.0/applications", "", "authorization", header).status())
        .isEqualTo(200);
    assertThat(
            fixture
                .send(
                    "POST",
                    "/v1.0/applications",
                    "{\"displayName\": \"x\"}",
                    "authorization",
                    header)
                .status())
        .isEqualTo(403);
  }

  private HttpReply call(String method, String target, String body) {
    return fixture.send(method, target, body, "authorization", "Bearer " + token);
  }
}
