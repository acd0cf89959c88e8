package io.trunkline.compat.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A run calls an API of the gateway by its id, with the key of a subscription. */
@ExtendWith(SharedNode.class)
class ManagedApiWorkflowTest {
  private static final String API_VERSION = "2022-08-01";

  private final TestNode node;
  private final String service;

  ManagedApiWorkflowTest(TestNode node) {
    this.node = node;
    service = node.id("Microsoft.ApiManagement/service/stock");
  }

  private void put(String id, String properties) {
    ObjectNode body = Json.object().put("location", "local");
    body.set("properties", Json.parse(properties));
    node.put(service + id, API_VERSION, body);
  }

  @Test
  @Parity(
      service = Service.WORKFLOWS,
      feature = "API Management action: an API of the gateway, by its id and a subscription's key",
      client = Client.HTTP)
  void aRunCallsAnApiOfTheGateway() throws IOException, InterruptedException {
    put("", "{\"publisherName\":\"s\",\"publisherEmail\":\"s@example.org\"}");
    put(
        "/apis/stock",
        "{\"displayName\":\"Stock\",\"path\":\"stock\",\"protocols\":[\"https\"],\"subscriptionRequired\":true}");
    put(
        "/apis/stock/operations/item",
        """
        {"displayName":"Item","method":"GET","urlTemplate":"/items/{id}",
         "templateParameters":[{"name":"id","type":"string","required":true}]}
        """);
    put(
        "/apis/stock/policies/policy",
        """
        {"format":"rawxml","value":"<policies><inbound><return-response><set-status code=\\"200\\" reason=\\"OK\\" /><set-header name=\\"Content-Type\\" exists-action=\\"override\\"><value>application/json</value></set-header><set-body>@(\\"{\\\\\\"item\\\\\\":\\\\\\"\\" + context.Request.MatchedParameters[\\"id\\"] + \\"\\\\\\"}\\")</set-body></return-response></inbound><backend><base /></backend><outbound><base /></outbound></policies>"}
        """);
    String key =
        node.post(service + "/subscriptions/master/listSecrets", API_VERSION)
            .path("primaryKey")
            .asText();
    String workflow =
        new Workflows(node)
            .deploy(
                "stock",
                "{\"ask\":{\"type\":\"Request\",\"kind\":\"Http\",\"inputs\":{\"method\":\"POST\"}}}",
                """
                {"Item":{"type":"ApiManagement","inputs":{"api":{"id":"%s/apis/stock"},"method":"get",
                   "pathTemplate":{"template":"/items/{id}","parameters":{"id":"@{encodeURIComponent(triggerBody()['id'])}"}},
                   "subscriptionKey":"%s"}},
                 "Answer":{"type":"Response","kind":"Http","inputs":{"statusCode":"@outputs('Item')['statusCode']","body":"@body('Item')"},
                   "runAfter":{"Item":["Succeeded","Failed"]}}}
                """
                    .formatted(service, key));
    String address =
        node.post(workflow + "/triggers/ask/listCallbackUrl", "2019-05-01").path("value").asText();
    assertThat(Workflows.answer(address, "{\"id\":\"a b\"}").path("item").asText())
        .isEqualTo("a b");
  }
}
