package io.trunkline.compat.node;

import com.azure.identity.ClientSecretCredential;
import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.server.cli.NodeClient;
import java.util.UUID;

/**
 * An application that a test registered in the node's directory.
 *
 * @param principalId object id of its service principal
 */
public record TestApplication(
    TestNode node, String clientId, String principalId, ClientSecretCredential credential) {

  /** Registers an application with a client secret; it may do nothing yet. */
  public static TestApplication register(TestNode node, String name) {
    NodeClient administrator = node.administrator();
    JsonNode application =
        administrator.call("POST", "/v1.0/applications", Json.object().put("displayName", name));
    String clientId = application.path("appId").asText();
    JsonNode principal =
        administrator.call("POST", "/v1.0/servicePrincipals", Json.object().put("appId", clientId));
    JsonNode password =
        administrator.call(
            "POST",
            "/v1.0/applications/" + application.path("id").asText() + "/addPassword",
            Json.object());
    return new TestApplication(
        node,
        clientId,
        principal.path("id").asText(),
        node.credential(clientId, password.path("secretText").asText()));
  }

  /** Assigns a built-in role at a scope. */
  public void assign(String roleId, String scope) {
    var properties = Json.object();
    properties.put(
        "roleDefinitionId",
        "/subscriptions/%s/providers/Microsoft.Authorization/roleDefinitions/%s"
            .formatted(node.files().address().orElseThrow().subscriptionId(), roleId));
    properties.put("principalId", principalId);
    properties.put("principalType", "ServicePrincipal");
    node.put(
        scope + "/providers/Microsoft.Authorization/roleAssignments/" + UUID.randomUUID(),
        "2022-04-01",
        Json.object().set("properties", properties));
  }
}
