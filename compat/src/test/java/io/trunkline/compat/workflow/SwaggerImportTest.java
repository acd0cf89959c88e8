package io.trunkline.compat.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A workflow becomes an API of the gateway by the description that it exports itself. */
@ExtendWith(SharedNode.class)
class SwaggerImportTest {
  private static final String API_VERSION = "2022-08-01";

  private final TestNode node;

  SwaggerImportTest(TestNode node) {
    this.node = node;
  }

  @Test
  @Parity(
      service = Service.API_MANAGEMENT,
      feature = "a workflow's Swagger export is imported and called through the gateway",
      client = Client.HTTP)
  void aWorkflowIsCalledThroughTheGateway() throws IOException, InterruptedException {
    String workflow =
        new Workflows(node)
            .deploy(
                "quote",
                """
                {"ask":{"type":"Request","kind":"Http","inputs":{"method":"POST","schema":{"type":"object","properties":{"amount":{"type":"integer"}}}}}}
                """,
                """
                {"Answer":{"type":"Response","kind":"Http","inputs":{"statusCode":200,"body":{"price":"@mul(triggerBody()['amount'],3)"}}}}
                """);
    JsonNode swagger = node.post(workflow + "/listSwagger", "2019-05-01");
    String service = node.id("Microsoft.ApiManagement/service/quotes");
    node.put(
        service,
        API_VERSION,
        Json.parse(
            "{\"location\":\"local\",\"sku\":{\"name\":\"Developer\",\"capacity\":1},\"properties\":{\"publisherName\":\"q\",\"publisherEmail\":\"q@example.org\"}}"));
    ObjectNode api = Json.object();
    api.putObject("properties")
        .put("path", "quotes")
        .put("subscriptionRequired", false)
        .put("format", "swagger-json")
        .put("value", Json.text(swagger))
        .putArray("protocols")
        .add("https");
    node.put(service + "/apis/quote", API_VERSION, api);

    JsonNode operation =
        node.get(service + "/apis/quote/operations", API_VERSION).at("/value/0/properties");
    assertThat(operation.path("method").asText()).isEqualTo("POST");
    // A client of the description fills in the defaults, which are the callback's signature.
    String path = operation.path("urlTemplate").asText();
    for (JsonNode parameter : operation.path("templateParameters")) {
      path =
          path.replace(
              "{" + parameter.path("name").asText() + "}",
              URLEncoder.encode(parameter.path("defaultValue").asText(), StandardCharsets.UTF_8));
    }
    String gateway = node.get(service, API_VERSION).at("/properties/gatewayUrl").asText();
    assertThat(Workflows.answer(gateway + "/quotes" + path, "{\"amount\":7}").path("price").asInt())
        .isEqualTo(21);
  }
}
