package io.trunkline.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The template of the example embeds the files that stand beside it. */
class ExampleTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "order-fulfilment");

  @ParameterizedTest
  @ValueSource(strings = {"accept-order", "process-orders", "import-orders"})
  void embedsTheWorkflow(String name) throws IOException {
    JsonNode workflow =
        Json.parse(Files.readAllBytes(EXAMPLE.resolve("workflows/" + name + ".json")));

    assertThat(resource("Microsoft.Logic/workflows", name).path("properties").path("definition"))
        .isEqualTo(workflow.path("definition"));
  }

  @ParameterizedTest
  @CsvSource({
    "Microsoft.ApiManagement/service/apis/policies, orders/policy, api",
    "Microsoft.ApiManagement/service/apis/operations/policies, orders/post-order/policy,"
        + " post-order",
    "Microsoft.ApiManagement/service/apis/operations/policies, orders/get-order/policy, get-order"
  })
  void embedsThePolicy(String type, String name, String file) throws IOException {
    assertThat(resource(type, name).path("properties").path("value").asText())
        .isEqualTo(Files.readString(EXAMPLE.resolve("policies/" + file + ".xml")));
  }

  @Test
  void embedsTheOpenApiDocument() throws IOException {
    JsonNode document = Json.parse(Files.readAllBytes(EXAMPLE.resolve("orders.openapi.json")));

    assertThat(
            Json.parse(
                resource("Microsoft.ApiManagement/service/apis", "orders")
                    .path("properties")
                    .path("value")
                    .asText()))
        .isEqualTo(document);
  }

  /** Finds the resource of a type whose name is, or is a format that ends with, {@code name}. */
  private static JsonNode resource(String type, String name) throws IOException {
    JsonNode template = Json.parse(Files.readAllBytes(EXAMPLE.resolve("azuredeploy.json")));
    return StreamSupport.stream(template.path("resources").spliterator(), false)
        .filter(resource -> resource.path("type").asText().equals(type))
        .filter(
            resource ->
                resource.path("name").asText().equals(name)
                    || resource.path("name").asText().contains("/" + name + "'"))
        .findFirst()
        .orElseThrow();
  }
}
