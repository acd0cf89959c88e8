package io.trunkline.compat.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Deploys workflows with connections to a node, as templates do. */
final class Workflows {
  private static final String API_VERSION = "2019-05-01";

  private final TestNode node;

  Workflows(TestNode node) {
    this.node = node;
  }

  /** Makes a connection; {@code values} are its {@code parameterValues}. */
  void connection(String name, String connector, String values) {
    ObjectNode body = Json.object().put("location", "local");
    ObjectNode properties = body.putObject("properties");
    properties.putObject("api").put("id", api(connector));
    properties.set("parameterValues", Json.parse(values));
    node.put(node.id("Microsoft.Web/connections/" + name), "2016-06-01", body);
  }

  private String api(String connector) {
    return "/subscriptions/%s/providers/Microsoft.Web/locations/local/managedApis/%s"
        .formatted(node.files().address().orElseThrow().subscriptionId(), connector);
  }

  /**
   * Puts a workflow with a system-assigned identity.
   *
   * @param connections names of connections, each of the connector with the same name
   * @return its id
   */
  String deploy(String name, String triggers, String actions, String... connections) {
    ObjectNode body = Json.object().put("location", "local");
    body.putObject("identity").put("type", "SystemAssigned");
    ObjectNode properties = body.putObject("properties");
    ObjectNode definition = properties.putObject("definition");
    definition.put("contentVersion", "1.0.0.0");
    definition.putObject("parameters").putObject("$connections").put("type", "Object");
    definition.set("triggers", Json.parse(triggers));
    definition.set("actions", Json.parse(actions));
    ObjectNode known =
        properties.putObject("parameters").putObject("$connections").putObject("value");
    for (String connection : connections) {
      known
          .putObject(connection)
          .put("connectionId", node.id("Microsoft.Web/connections/" + connection))
          .put("id", api(connection));
    }
    String id = node.id("Microsoft.Logic/workflows/" + name);
    node.put(id, API_VERSION, body);
    return id;
  }

  JsonNode get(String id) {
    return node.get(id, API_VERSION);
  }

  /** Returns {@code host} of an action's inputs, with its name. */
  static String host(String connection) {
    return "\"host\":{\"connection\":{\"name\":\"@parameters('$connections')['%s']['connectionId']\"}}"
        .formatted(connection);
  }

  /** Posts JSON to an address and returns the answer, which has to be a success with JSON. */
  static JsonNode answer(String address, String json) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(address))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(json))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return Json.parse(answer.body());
    }
  }
}
