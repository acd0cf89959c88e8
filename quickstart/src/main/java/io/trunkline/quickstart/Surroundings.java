package io.trunkline.quickstart;

import com.azure.core.credential.AzureKeyCredential;
import com.azure.core.util.BinaryData;
import com.azure.messaging.eventgrid.EventGridEvent;
import com.azure.messaging.eventgrid.EventGridPublisherClientBuilder;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.SubQueue;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.net.codec.Json;
import io.trunkline.server.cli.NodeClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The node as its other clients see it: storage, event publisher, dead-letter reader, operator. */
final class Surroundings implements AutoCloseable {
  /** Observer name: the order is in the dead-letter queue. */
  static final String DEAD_LETTER = "dead-letter";

  private final NodeProcess node;
  private final NodeClient administrator;
  private final String group;
  private final String noticesEndpoint;
  private final BlobServiceClient blobs;
  private final ServiceBusReceiverClient deadLetters;
  private final AtomicReference<String> deadLetterReason = new AtomicReference<>("");

  Surroundings(NodeProcess node, NodeClient administrator, Map<String, String> outputs) {
    this.node = node;
    this.administrator = administrator;
    this.group =
        "/subscriptions/%s/resourceGroups/%s/providers"
            .formatted(
                administrator.address().subscriptionId(), administrator.address().resourceGroup());
    this.noticesEndpoint = outputs.get("noticesEndpoint");
    String key =
        post("/Microsoft.Storage/storageAccounts/orderfiles/listKeys?api-version=2023-05-01")
            .path("keys")
            .path(0)
            .path("value")
            .asText();
    this.blobs =
        new BlobServiceClientBuilder()
            .endpoint(outputs.get("blobEndpoint"))
            .credential(new StorageSharedKeyCredential("orderfiles", key))
            .buildClient();
    this.deadLetters =
        new ServiceBusClientBuilder()
            .connectionString(connectionString())
            .receiver()
            .queueName("orders")
            .subQueue(SubQueue.DEAD_LETTER_QUEUE)
            .buildClient();
  }

  /** Returns the emulator's connection string, which every Azure developer knows. */
  String connectionString() {
    return "Endpoint=sb://localhost:"
        + node.address().endpoints().amqp()
        + ";SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;"
        + "UseDevelopmentEmulator=true;";
  }

  /** Uploads orders as a JSON file and returns its name. */
  String uploadOrders(List<Order> orders) {
    ArrayNode file = Json.array();
    orders.forEach(order -> file.add(order.json()));
    String name = "orders.json";
    blobs
        .getBlobContainerClient("incoming")
        .getBlobClient(name)
        .upload(BinaryData.fromBytes(Json.bytes(file)), true);
    return name;
  }

  void publishNotice(String orderId) {
    String key =
        post("/Microsoft.EventGrid/topics/order-notices/listKeys?api-version=2022-06-15")
            .path("key1")
            .asText();
    EventGridEvent event =
        new EventGridEvent(
            "orders/" + orderId,
            "OrderNotice",
            BinaryData.fromObject(Map.of("orderId", orderId)),
            "1.0");
    new EventGridPublisherClientBuilder()
        .endpoint(noticesEndpoint)
        .credential(new AzureKeyCredential(key))
        .buildEventGridEventPublisherClient()
        .sendEvent(event);
  }

  /** Returns how many orders are in the queue, locked ones included. */
  int queued() {
    return get("/Microsoft.ServiceBus/namespaces/orders-ns/queues/orders?api-version=2021-11-01")
        .path("properties")
        .path("countDetails")
        .path("activeMessageCount")
        .asInt();
  }

  /** Takes what is in the dead-letter queue and notes it in the ledger. */
  void readDeadLetters(Ledger ledger) {
    for (ServiceBusReceivedMessage message :
        deadLetters.receiveMessages(10, Duration.ofMillis(300))) {
      ledger.saw(DEAD_LETTER, Json.parse(message.getBody().toBytes()).path("orderId").asText());
      deadLetterReason.set(
          message.getDeadLetterReason() + ": " + message.getDeadLetterErrorDescription());
      deadLetters.complete(message);
    }
  }

  String deadLetterReason() {
    return deadLetterReason.get();
  }

  /** Returns how many events ended in the dead-letter container. */
  int deadLetterBlobs() {
    return (int) blobs.getBlobContainerClient("dead-letters").listBlobs().stream().count();
  }

  /** Returns the spans of a trace in the order of their start. */
  JsonNode spans(String traceId) {
    return administrator
        .call("GET", "/trunkline/traces/" + traceId, MissingNode.getInstance())
        .path("spans");
  }

  /** Returns the trace in which a message of that order travelled, or empty. */
  Optional<String> traceOf(String orderId) {
    JsonNode traces =
        administrator.call("GET", "/trunkline/traces?limit=500", MissingNode.getInstance());
    for (JsonNode trace : traces.path("value")) {
      for (JsonNode span : trace.path("spans")) {
        for (JsonNode attribute : span.path("attributes")) {
          if (attribute.asText().equals(orderId)) {
            return Optional.of(trace.path("traceId").asText());
          }
        }
      }
    }
    return Optional.empty();
  }

  private JsonNode get(String path) {
    return administrator.call("GET", group + path, MissingNode.getInstance());
  }

  private JsonNode post(String path) {
    return administrator.call("POST", group + path, MissingNode.getInstance());
  }

  @Override
  public void close() {
    deadLetters.close();
  }
}
