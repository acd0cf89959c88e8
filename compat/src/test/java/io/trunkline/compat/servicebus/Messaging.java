package io.trunkline.compat.servicebus;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClient;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.net.codec.Json;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The messaging namespace of the shared node, and how its clients are made. */
public final class Messaging {
  /** Name of the namespace that the emulator's configuration makes. */
  public static final String NAMESPACE = "sbemulatorns";

  /** How long a receiver waits for a message that is on its way. */
  public static final Duration WAIT = Duration.ofSeconds(15);

  private static final String API_VERSION = "2021-11-01";

  private final TestNode node;

  public Messaging(TestNode node) {
    this.node = node;
  }

  /** Returns a builder of clients that use the emulator's connection string, without TLS. */
  public ServiceBusClientBuilder clients() {
    return clients(node.connectionString());
  }

  /** Returns a builder of clients that give up at the first error. */
  public static ServiceBusClientBuilder clients(String connectionString) {
    return new ServiceBusClientBuilder()
        .connectionString(connectionString)
        .retryOptions(new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(WAIT));
  }

  /** Makes a queue through the control plane and returns its id. */
  public String queue(String name, String properties) {
    return put("queues/" + name, properties);
  }

  /** Makes a topic, or with a longer path a subscription or a rule, and returns its id. */
  public String put(String path, String properties) {
    String id = namespace() + "/" + path;
    ObjectNode body = Json.object();
    body.set("properties", Json.parse(properties));
    node.put(id, API_VERSION, body);
    return id;
  }

  public String namespace() {
    return node.id("Microsoft.ServiceBus/namespaces/" + NAMESPACE);
  }

  /** Makes an authorization rule and returns its primary key. */
  public String key(String rule, String rights) {
    String id = put("authorizationRules/" + rule, "{\"rights\":" + rights + "}");
    JsonNode keys = node.post(id + "/listKeys", API_VERSION);
    return keys.path("primaryKey").asText();
  }

  /** Returns a connection string with another rule's key, without TLS. */
  public String connectionString(String rule, String key) {
    return "Endpoint=sb://localhost:%d;SharedAccessKeyName=%s;SharedAccessKey=%s;UseDevelopmentEmulator=true;"
        .formatted(node.endpoints().amqp(), rule, key);
  }

  public ServiceBusSenderClient sender(String queue) {
    return clients().sender().queueName(queue).buildClient();
  }

  public ServiceBusReceiverClient receiver(String queue) {
    return clients().receiver().queueName(queue).disableAutoComplete().buildClient();
  }

  /** Waits for one message. */
  public static ServiceBusReceivedMessage next(ServiceBusReceiverClient receiver) {
    List<ServiceBusReceivedMessage> messages = receiver.receiveMessages(1, WAIT).stream().toList();
    if (messages.isEmpty()) {
      throw new AssertionError("no message came");
    }
    return messages.getFirst();
  }

  /**
   * Returns an administration client. This client always asks for https and drops the port, also
   * with the emulator's connection string; the policy leads it to the node, as the emulator's
   * samples do.
   */
  public ServiceBusAdministrationClient administration() {
    HttpPipelinePolicy here =
        (context, next) -> {
          URI asked = URI.create(context.getHttpRequest().getUrl().toString());
          String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
          context
              .getHttpRequest()
              .setUrl("http://localhost:" + node.endpoints().admin() + asked.getRawPath() + query);
          return next.process();
        };
    return new ServiceBusAdministrationClientBuilder()
        .connectionString(node.connectionString())
        .addPolicy(here)
        .buildClient();
  }
}
