package io.trunkline.compat.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.servicebus.Messaging;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/**
 * The data directory of a node of the first format, with something of every room in it: this
 * version starts on it, and clients find what they left. {@link #main} wrote it.
 */
class NodeFormatTest {
  private static final String FIXTURE = "/formats/node-1.zip";
  private static final Path CONFIG = Path.of("src/test/resources/formats/trunkline.json");
  private static final OffsetDateTime FAR = OffsetDateTime.parse("2199-01-01T00:00:00Z");
  private static final String ACCOUNT = "formatfiles";
  private static final String STORAGE_VERSION = "2023-05-01";
  private static final String LOGIC_VERSION = "2019-05-01";
  private static final String GATEWAY_VERSION = "2022-08-01";
  private static final String EVENTS_VERSION = "2022-06-15";
  private static final Duration WAIT = Duration.ofSeconds(10);

  @Test
  void aNodeStartsOnWhatTheFirstVersionWroteAndClientsFindWhatTheyLeft() throws Exception {
    Path directory = TestNode.directory("format-");
    try (TestNode node =
        TestNode.start(directory, CONFIG.toAbsolutePath(), NodeFormatTest::unzip)) {
      messagesAreThere(new Messaging(node));
      assertThat(container(node).getBlobClient("a/one.txt").downloadContent()).hasToString("one");
      runsAreThereAndMoreCanBeStarted(node);
      assertThat(node.get(gateway(node), GATEWAY_VERSION).path("name").asText())
          .isEqualTo("format-gateway");
      assertThat(node.get(topic(node), EVENTS_VERSION).at("/properties/endpoint").asText())
          .contains("format-topic");
      assertThat(node.command(List.of("status"))).contains("READY");
    }
  }

  private static void messagesAreThere(Messaging messaging) {
    try (ServiceBusReceiverClient receiver =
        messaging.clients().receiver().queueName("format-queue").buildClient()) {
      List<ServiceBusReceivedMessage> all = receiver.peekMessages(10).stream().toList();
      assertThat(all)
          .extracting(message -> message.getBody().toString())
          .containsExactly("deferred", "first", "scheduled");
      ServiceBusReceivedMessage first = receiver.receiveMessages(1, WAIT).iterator().next();
      assertThat(first.getBody()).hasToString("first");
      assertThat(first.getApplicationProperties()).containsEntry("n", 1);
      receiver.complete(first);
      ServiceBusReceivedMessage deferred =
          receiver.receiveDeferredMessage(all.get(0).getSequenceNumber());
      assertThat(deferred.getBody()).hasToString("deferred");
    }
    try (ServiceBusSessionReceiverClient sessions =
            messaging.clients().sessionReceiver().queueName("format-sessions").buildClient();
        ServiceBusReceiverClient session = sessions.acceptSession("s")) {
      assertThat(new String(session.getSessionState(), StandardCharsets.UTF_8)).isEqualTo("half");
      assertThat(session.receiveMessages(1, WAIT).iterator().next().getBody())
          .hasToString("in a session");
    }
    try (ServiceBusReceiverClient letters =
        messaging
            .clients()
            .receiver()
            .topicName("format-topic")
            .subscriptionName("red")
            .buildClient()) {
      assertThat(letters.receiveMessages(1, WAIT).iterator().next().getBody())
          .hasToString("by a rule");
    }
  }

  private static ServiceBusSenderClient sender(Messaging messaging, String queue) {
    return messaging.clients().sender().queueName(queue).buildClient();
  }

  private static void runsAreThereAndMoreCanBeStarted(TestNode node) throws Exception {
    JsonNode before = node.get(workflow(node) + "/runs", LOGIC_VERSION).path("value");
    assertThat(before).hasSize(1);
    assertThat(before.at("/0/properties/status").asText()).isEqualTo("Succeeded");
    assertThat(answer(node)).isEqualTo("{\"n\":2}");
    assertThat(node.get(workflow(node) + "/runs", LOGIC_VERSION).path("value")).hasSize(2);
  }

  private static String answer(TestNode node) throws IOException, InterruptedException {
    String url =
        node.post(workflow(node) + "/triggers/manual/listCallbackUrl", LOGIC_VERSION)
            .path("value")
            .asText();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"n\":1}"))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private static String workflow(TestNode node) {
    return node.id("Microsoft.Logic/workflows/format-workflow");
  }

  private static String gateway(TestNode node) {
    return node.id("Microsoft.ApiManagement/service/format-gateway");
  }

  private static String topic(TestNode node) {
    return node.id("Microsoft.EventGrid/topics/format-topic");
  }

  private static BlobContainerClient container(TestNode node) {
    String account = node.id("Microsoft.Storage/storageAccounts/" + ACCOUNT);
    String key = node.post(account + "/listKeys", STORAGE_VERSION).at("/keys/0/value").asText();
    // The address that was handed out is of a port that is another one now.
    return new BlobServiceClientBuilder()
        .endpoint(node.endpoints().httpsBase() + "/" + ACCOUNT)
        .credential(new StorageSharedKeyCredential(ACCOUNT, key))
        .buildClient()
        .getBlobContainerClient("files");
  }

  private static void unzip(Path data) throws IOException {
    try (InputStream in = NodeFormatTest.class.getResourceAsStream(FIXTURE);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = data.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
  }

  // ----- what the fixture was written with -----

  /** Writes the fixture: once for each format. */
  static void main(String[] arguments) throws Exception {
    Path directory = TestNode.directory("format-made-");
    TestNode node = TestNode.start(directory, CONFIG.toAbsolutePath());
    Messaging messaging = new Messaging(node);
    ObjectNode namespace = Json.object().put("location", "local");
    namespace.putObject("sku").put("name", "Standard");
    node.put(messaging.namespace(), "2021-11-01", namespace);
    leaveMessages(messaging);
    leaveBlob(node);
    leaveRun(node);
    ObjectNode gateway = Json.object().put("location", "local");
    gateway.putObject("sku").put("name", "Developer").put("capacity", 1);
    gateway.putObject("properties").put("publisherEmail", "a@b.c").put("publisherName", "format");
    node.put(gateway(node), GATEWAY_VERSION, gateway);
    ObjectNode topic = Json.object().put("location", "local");
    topic.putObject("properties");
    node.put(topic(node), EVENTS_VERSION, topic);
    node.stop();
    zip(node.data(), Path.of(arguments[0]));
  }

  private static void leaveMessages(Messaging messaging) {
    messaging.queue("format-queue", "{\"requiresDuplicateDetection\":true}");
    messaging.queue("format-sessions", "{\"requiresSession\":true}");
    messaging.put("topics/format-topic", "{}");
    messaging.put("topics/format-topic/subscriptions/red", "{}");
    messaging.put(
        "topics/format-topic/subscriptions/red/rules/$Default",
        "{\"filterType\":\"SqlFilter\",\"sqlFilter\":{\"sqlExpression\":\"color = 'red'\"}}");
    try (ServiceBusSenderClient sender = sender(messaging, "format-queue")) {
      ServiceBusMessage first = new ServiceBusMessage("first").setMessageId("first");
      first.getApplicationProperties().put("n", 1);
      sender.sendMessage(new ServiceBusMessage("deferred").setMessageId("deferred"));
      defer(messaging);
      sender.sendMessage(first);
      sender.scheduleMessage(new ServiceBusMessage("scheduled").setMessageId("scheduled"), FAR);
    }
    try (ServiceBusSenderClient sender = sender(messaging, "format-sessions")) {
      sender.sendMessage(new ServiceBusMessage("in a session").setSessionId("s"));
    }
    try (ServiceBusSessionReceiverClient sessions =
            messaging.clients().sessionReceiver().queueName("format-sessions").buildClient();
        ServiceBusReceiverClient session = sessions.acceptSession("s")) {
      session.setSessionState("half".getBytes(StandardCharsets.UTF_8));
    }
    try (ServiceBusSenderClient sender =
        messaging.clients().sender().topicName("format-topic").buildClient()) {
      ServiceBusMessage red = new ServiceBusMessage("by a rule");
      red.getApplicationProperties().put("color", "red");
      sender.sendMessage(red);
      sender.sendMessage(new ServiceBusMessage("by none"));
    }
  }

  private static void defer(Messaging messaging) {
    try (ServiceBusReceiverClient receiver =
        messaging.clients().receiver().queueName("format-queue").buildClient()) {
      receiver.defer(receiver.receiveMessages(1, WAIT).iterator().next());
    }
  }

  private static void leaveBlob(TestNode node) {
    ObjectNode account = Json.object().put("location", "local").put("kind", "StorageV2");
    account.putObject("sku").put("name", "Standard_LRS");
    account.putObject("properties").put("allowSharedKeyAccess", true);
    node.put(node.id("Microsoft.Storage/storageAccounts/" + ACCOUNT), STORAGE_VERSION, account);
    BlobContainerClient container = container(node);
    container.create();
    container.getBlobClient("a/one.txt").upload(BinaryData.fromString("one"));
  }

  private static void leaveRun(TestNode node) throws Exception {
    ObjectNode body = Json.object().put("location", "local");
    body.putObject("properties")
        .set(
            "definition",
            Json.parse(
                """
                {"contentVersion":"1.0.0.0",
                 "triggers":{"manual":{"type":"Request","kind":"Http","inputs":{}}},
                 "actions":{"Answer":{"type":"Response","inputs":{"statusCode":200,
                   "body":{"n":"@add(triggerBody()['n'],1)"}}}}}
                """));
    node.put(workflow(node), LOGIC_VERSION, body);
    assertThat(answer(node)).isEqualTo("{\"n\":2}");
    await()
        .until(
            () ->
                node.get(workflow(node) + "/runs", LOGIC_VERSION)
                    .at("/value/0/properties/status")
                    .asText()
                    .equals("Succeeded"));
  }

  /** Leaves out what a node makes anew: certificates, addresses, the engine's own diary. */
  private static void zip(Path data, Path into) throws IOException {
    try (OutputStream out = Files.newOutputStream(into);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = data.relativize(file).toString();
        boolean kept = name.equals("administrator.json") || name.startsWith("shards/");
        if (kept && !name.matches(".*/(LOG(\\.old.*)?|LOCK|in_use\\.lock)")) {
          zip.putNextEntry(new ZipEntry(name));
          Files.copy(file, zip);
        }
      }
    }
  }
}
