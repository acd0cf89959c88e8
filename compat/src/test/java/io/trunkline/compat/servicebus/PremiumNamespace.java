package io.trunkline.compat.servicebus;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import io.trunkline.compat.node.TestNode;
import io.trunkline.net.codec.Json;

/** A second namespace of a node, with the Premium tier, reached over TLS by its host name. */
final class PremiumNamespace {
  private static final String API_VERSION = "2021-11-01";
  private static final String NAME = "premium-ns";

  private final TestNode node;
  private final String id;
  private final String key;

  PremiumNamespace(TestNode node) {
    this.node = node;
    id = node.id("Microsoft.ServiceBus/namespaces/" + NAME);
    node.put(
        id, API_VERSION, Json.parse("{\"location\":\"local\",\"sku\":{\"name\":\"Premium\"}}"));
    key =
        node.post(id + "/authorizationRules/RootManageSharedAccessKey/listKeys", API_VERSION)
            .path("primaryKey")
            .asText();
  }

  void queue(String name, String properties) {
    node.put(
        id + "/queues/" + name,
        API_VERSION,
        Json.object().set("properties", Json.parse(properties)));
  }

  ServiceBusClientBuilder clients() {
    return new ServiceBusClientBuilder()
        .connectionString(
            "Endpoint=sb://%s.servicebus.windows.net;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=%s"
                .formatted(NAME, key))
        .customEndpointAddress("https://localhost:" + node.endpoints().amqps())
        .retryOptions(new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(Messaging.WAIT));
  }
}
