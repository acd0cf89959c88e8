package io.trunkline.compat.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.core.credential.AzureKeyCredential;
import com.azure.core.util.BinaryData;
import com.azure.messaging.eventgrid.EventGridEvent;
import com.azure.messaging.eventgrid.EventGridPublisherClientBuilder;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.compat.jms.Jms;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.compat.servicebus.Messaging;
import io.trunkline.net.codec.Json;
import io.trunkline.server.node.NodeBackup;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Clients at nodes that do not lead what they ask for, and when the node that does goes away. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AnyNodeTest {
  private static final String NAMESPACE = "broker/" + Messaging.NAMESPACE;
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static ThreeNodes three;

  @BeforeAll
  static void start() throws Exception {
    three = ThreeNodes.start();
  }

  @AfterAll
  static void stop() throws Exception {
    three.close();
  }

  @Test
  @Order(1)
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "three nodes: send and receive at a node that does not lead the namespace",
      client = Client.SERVICE_BUS_JAVA)
  void aQueueIsMadeAtOneNodeAndUsedAtTheOthers() {
    new Messaging(three.follower("control")).queue("anywhere", "{}");
    for (TestNode node : three.nodes()) {
      try (ServiceBusSenderClient sender =
              clients(node).sender().queueName("anywhere").buildClient();
          ServiceBusReceiverClient receiver =
              clients(node).receiver().queueName("anywhere").buildClient()) {
        sender.sendMessage(new ServiceBusMessage("hello"));
        ServiceBusReceivedMessage message = receiver.receiveMessages(1, WAIT).iterator().next();
        assertThat(message.getBody()).hasToString("hello");
        receiver.complete(message);
      }
    }
  }

  @Test
  @Order(2)
  @Parity(
      service = Service.EVENT_GRID,
      feature = "three nodes: publish at a node that does not lead the router",
      client = Client.EVENT_GRID_JAVA)
  void anEventIsPublishedAtAnyNode() {
    TestNode node = three.follower("events");
    String queue = new Messaging(node).queue("published", "{}");
    String topic = node.id("Microsoft.EventGrid/topics/anywhere");
    node.put(topic, "2022-06-15", Json.object().put("location", "local"));
    ObjectNode subscription = Json.object();
    subscription
        .putObject("properties")
        .putObject("destination")
        .put("endpointType", "ServiceBusQueue")
        .putObject("properties")
        .put("resourceId", queue);
    node.put(
        topic + "/providers/Microsoft.EventGrid/eventSubscriptions/queue",
        "2022-06-15",
        subscription);
    String key = node.post(topic + "/listKeys", "2022-06-15").path("key1").asText();
    new EventGridPublisherClientBuilder()
        .endpoint(node.endpoints().httpsBase() + "/eventgrid/anywhere/api/events")
        .credential(new AzureKeyCredential(key))
        .buildEventGridEventPublisherClient()
        .sendEvent(new EventGridEvent("orders/1", "Placed", BinaryData.fromObject(7), "1"));
    try (ServiceBusReceiverClient receiver =
        clients(node).receiver().queueName("published").buildClient()) {
      ServiceBusReceivedMessage message = receiver.receiveMessages(1, WAIT).iterator().next();
      assertThat(Json.parse(message.getBody().toBytes()).path("subject").asText())
          .isEqualTo("orders/1");
      receiver.complete(message);
    }
  }

  @Test
  @Order(3)
  @Parity(
      service = Service.STORAGE,
      feature = "three nodes: put and get at a node that does not lead the blobs",
      client = Client.BLOB_JAVA)
  void aBlobIsPutAndReadAtAnyNode() {
    TestNode node = three.follower("blobs");
    String account = node.id("Microsoft.Storage/storageAccounts/anywhere");
    ObjectNode body = Json.object().put("location", "local").put("kind", "StorageV2");
    body.putObject("sku").put("name", "Standard_LRS");
    node.put(account, "2023-05-01", body);
    String key = node.post(account + "/listKeys", "2023-05-01").at("/keys/0/value").asText();
    byte[] content = new byte[3_000_000];
    for (TestNode any : List.of(node, three.leader("blobs"))) {
      BlobContainerClient container =
          new BlobServiceClientBuilder()
              .endpoint(any.endpoints().httpsBase() + "/anywhere")
              .credential(new StorageSharedKeyCredential("anywhere", key))
              .buildClient()
              .getBlobContainerClient("files");
      container.createIfNotExists();
      container.getBlobClient("large").upload(BinaryData.fromBytes(content), true);
      assertThat(container.getBlobClient("large").downloadContent().toBytes()).isEqualTo(content);
    }
  }

  @Test
  @Order(4)
  void aWorkflowIsCalledAtAnyNode() throws Exception {
    TestNode node = three.follower("workflows");
    String workflow = node.id("Microsoft.Logic/workflows/anywhere");
    ObjectNode body = Json.object().put("location", "local");
    body.putObject("properties")
        .set(
            "definition",
            Json.parse(
                """
                {"$schema":"https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
                 "contentVersion":"1.0.0.0",
                 "triggers":{"manual":{"type":"Request","kind":"Http"}},
                 "actions":{"Response":{"type":"Response","inputs":{"statusCode":200,
                   "body":"@triggerBody()"},"runAfter":{}}}}
                """));
    node.put(workflow, "2019-05-01", body);
    String url =
        node.post(workflow + "/triggers/manual/listCallbackUrl", "2019-05-01")
            .path("value")
            .asText();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (TestNode any : three.nodes()) {
        URI there = URI.create(url.replaceFirst("https://[^/]+", any.endpoints().httpsBase()));
        HttpResponse<String> response =
            http.send(
                HttpRequest.newBuilder(there)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"order\":7}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Json.parse(response.body()).path("order").asInt()).isEqualTo(7);
      }
    }
  }

  @Test
  @Order(5)
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "three nodes: an open receiver goes on when the leader is killed",
      client = Client.SERVICE_BUS_JAVA)
  void anOpenReceiverGoesOnWhenTheLeaderIsKilled() throws Exception {
    TestNode leader = three.leader(NAMESPACE);
    three.transfer(NAMESPACE, leader); // leaders that are spread meanwhile would end its locks
    TestNode node = three.follower(NAMESPACE);
    new Messaging(node).queue("surviving", "{}");
    try (ServiceBusSenderClient sender =
            clients(node).sender().queueName("surviving").buildClient();
        ServiceBusReceiverClient receiver =
            clients(node).receiver().queueName("surviving").buildClient()) {
      sender.sendMessage(new ServiceBusMessage("before"));
      receiver.complete(receiver.receiveMessages(1, WAIT).iterator().next());

      leader.kill();

      sender.sendMessage(new ServiceBusMessage("after"));
      ServiceBusReceivedMessage message = receiver.receiveMessages(1, WAIT).iterator().next();
      assertThat(message.getBody()).hasToString("after");
      receiver.complete(message);
    }
    leader.start();
    three.awaitWhole();
  }

  /** Nobody asks for it: a while after the last change each node leads something. */
  @Test
  @Order(4)
  void leadersAreSpreadOverTheNodes() {
    await().atMost(WAIT).ignoreExceptions().until(() -> three.leaders().size() == 3);
  }

  /** Of this error every client makes that it is to connect again at once. */
  @Test
  @Order(4)
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "three nodes: a connection is closed as forced when leadership moves",
      client = Client.QPID_JMS)
  void aConnectionIsClosedAsForcedWhenLeadershipMoves() throws Exception {
    TestNode leader = three.leader(NAMESPACE);
    new Messaging(leader).queue("moving", "{}");
    CompletableFuture<JMSException> closed = new CompletableFuture<>();
    try (Connection connection = Jms.qpid(leader).createConnection();
        ServiceBusReceiverClient receiver =
            clients(leader).receiver().queueName("moving").buildClient()) {
      connection.setExceptionListener(closed::complete);
      connection.start();
      assertThat(receiver.peekMessage()).isNull();

      three.transfer(NAMESPACE, three.follower(NAMESPACE));

      assertThat(closed.get(WAIT.toSeconds(), TimeUnit.SECONDS))
          .hasMessageContaining("amqp:connection:forced");
      try (ServiceBusSenderClient sender =
          clients(leader).sender().queueName("moving").buildClient()) {
        sender.sendMessage(new ServiceBusMessage("after"));
      }
      ServiceBusReceivedMessage message = receiver.receiveMessages(1, WAIT).iterator().next();
      assertThat(message.getBody()).hasToString("after");
      receiver.complete(message);
    }
  }

  /** While messages come in at another node; the copy becomes a node of its own. */
  @Test
  @Order(7)
  @Parity(
      service = Service.SERVICE_BUS,
      feature =
          "three nodes: a backup of a node that follows holds what was acknowledged elsewhere",
      client = Client.SERVICE_BUS_JAVA)
  void aBackupOfAFollowerHoldsWhatWasAcknowledgedElsewhere(@TempDir Path directory)
      throws Exception {
    TestNode follower = three.follower(NAMESPACE);
    new Messaging(follower).queue("saved", "{}");
    Set<String> sent = ConcurrentHashMap.newKeySet();
    List<String> failed = new CopyOnWriteArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    Thread sender =
        Thread.ofVirtual()
            .start(() -> send(three.leader(NAMESPACE), "saved", sent, failed, over, Set.of()));
    await().atMost(WAIT).until(() -> sent.size() >= 10);
    Set<String> before = Set.copyOf(sent);
    String backup = directory.resolve("backup").toString();
    assertThat(follower.command(List.of("backup", backup))).contains(backup);
    over.set(true);
    sender.join();

    Path config = Path.of("src/test/resources/emulator/trunkline.json").toAbsolutePath();
    Path copy = Path.of(backup);
    try (TestNode restored =
        TestNode.start(directory, config, data -> NodeBackup.restore(copy, data))) {
      assertThat(waiting(restored, "saved")).containsAll(before);
    }
    assertThat(failed).as("sends, while the shards were held for the copy").isEmpty();
  }

  @Test
  @Order(6)
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "three nodes: nothing is lost in a rolling restart",
      client = Client.SERVICE_BUS_JAVA)
  void aRollingRestartLosesNothing() throws Exception {
    new Messaging(three.follower("control")).queue("rolling", "{}");
    Set<String> sent = ConcurrentHashMap.newKeySet();
    AtomicBoolean over = new AtomicBoolean();
    Set<TestNode> restarting = ConcurrentHashMap.newKeySet();
    List<String> failed = new CopyOnWriteArrayList<>();
    List<Thread> senders =
        three.nodes().stream()
            .map(
                node ->
                    Thread.ofVirtual()
                        .start(() -> send(node, "rolling", sent, failed, over, restarting)))
            .toList();
    for (TestNode node : three.nodes()) {
      restarting.add(node);
      node.stop();
      node.start();
      three.awaitWhole();
      restarting.remove(node);
    }
    over.set(true);
    for (Thread sender : senders) {
      sender.join();
    }
    assertThat(failed).as("at nodes that ran all the while").isEmpty();
    assertThat(sent).isNotEmpty();
    assertThat(waiting(three.nodes().getFirst(), "rolling")).containsAll(sent);
  }

  @Test
  @Order(90)
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "three nodes: a learner serves clients and counts in no majority",
      client = Client.SERVICE_BUS_JAVA)
  void aLearnerServesClientsAndLeadsNothing() throws Exception {
    TestNode first = three.nodes().getFirst();
    try (TestNode learner = three.learner()) {
      String name = ThreeNodes.name(learner);
      try (ServiceBusSenderClient sender =
              clients(learner).sender().queueName("anywhere").buildClient();
          ServiceBusReceiverClient receiver =
              clients(first).receiver().queueName("anywhere").buildClient()) {
        sender.sendMessage(new ServiceBusMessage("by the learner"));
        ServiceBusReceivedMessage received = receiver.receiveMessages(1, WAIT).iterator().next();
        assertThat(received.getBody()).hasToString("by the learner");
        receiver.complete(received);
      }
      String status = run(first, "cluster", "status");
      assertThat(status)
          .containsPattern("node +" + name + " +LEARNER +ACTIVE +zone=- ")
          .contains("(this node)")
          .doesNotContain("leader=" + name);
      assertThat(status.lines().filter(line -> line.startsWith("shard ")))
          .isNotEmpty()
          .allSatisfy(
              line ->
                  assertThat(line)
                      .containsPattern("leader=node-\\w+ committed=\\d+ replicas")
                      .containsPattern(name + "\\(learner\\)(\\+\\d+)?"));
      run(first, "cluster", "leave", name);
      assertThat(ThreeNodes.members(first)).hasSize(3).doesNotContain(name);
    }
  }

  @Test
  @Order(100) // the nodes are others afterwards
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "three nodes: a dead one is replaced by an empty one, which then serves alone",
      client = Client.SERVICE_BUS_JAVA)
  void aDeadNodeIsReplacedByAnEmptyOneAndOthersLeave() throws Exception {
    TestNode first = three.nodes().getFirst();
    TestNode second = three.nodes().get(1);
    TestNode dead = three.nodes().get(2);
    String gone = ThreeNodes.name(dead);
    dead.kill();
    damageALog(dead.data());
    assertThatThrownBy(dead::start)
        .as("it does not come back with what it has")
        .hasMessageContaining("trunkline cluster replace");
    CompletableFuture<String> replaced =
        CompletableFuture.supplyAsync(() -> run(first, "cluster", "replace", gone));
    String token = token(run(first, "cluster", "invite"));
    TestNode fresh = three.join(token);
    assertThat(replaced.join()).contains(gone + " is replaced");
    assertThat(ThreeNodes.members(fresh))
        .containsExactlyInAnyOrder(
            ThreeNodes.name(first), ThreeNodes.name(second), ThreeNodes.name(fresh));
    assertThatThrownBy(() -> three.join(token)).hasMessageContaining("used or expired");

    run(fresh, "cluster", "leave", ThreeNodes.name(second));
    second.stop();
    run(fresh, "cluster", "leave", ThreeNodes.name(first));
    first.stop();
    assertThat(ThreeNodes.members(fresh)).containsExactly(ThreeNodes.name(fresh));
    try (ServiceBusSenderClient sender =
            clients(fresh).sender().queueName("anywhere").buildClient();
        ServiceBusReceiverClient receiver =
            clients(fresh).receiver().queueName("anywhere").buildClient()) {
      sender.sendMessage(new ServiceBusMessage("alone"));
      assertThat(receiver.receiveMessages(1, WAIT).iterator().next().getBody())
          .hasToString("alone");
    }
  }

  /** Flips a bit in the middle of what the log of the control plane's shard was written to. */
  private static void damageALog(Path data) throws IOException {
    String group = UUID.nameUUIDFromBytes("control".getBytes(StandardCharsets.UTF_8)).toString();
    Path log = data.resolve("shards").resolve("raft").resolve(group).resolve("current");
    Path open;
    try (Stream<Path> files = Files.list(log)) {
      open =
          files
              .filter(file -> file.getFileName().toString().startsWith("log_inprogress"))
              .findFirst()
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(open);
    bytes[written(bytes) / 2] ^= 1;
    Files.write(open, bytes);
  }

  /** Files are longer than what is written: zeros follow. */
  private static int written(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private static String run(TestNode node, String... command) {
    try {
      return node.command(List.of(command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String token(String invitation) {
    Matcher token = Pattern.compile("--join-token (\\S+)").matcher(invitation);
    assertThat(token.find()).as(invitation).isTrue();
    return token.group(1);
  }

  /**
   * The ids of all messages in a queue, looked at and left there: what is on its way is not lost
   * with its link.
   */
  private static Set<String> waiting(TestNode node, String queue) {
    Set<String> ids = new HashSet<>();
    try (ServiceBusReceiverClient receiver =
        clients(node).receiver().queueName(queue).buildClient()) {
      List<String> page;
      do {
        page =
            receiver.peekMessages(1_000).stream()
                .map(ServiceBusReceivedMessage::getMessageId)
                .toList();
        ids.addAll(page);
      } while (!page.isEmpty());
    }
    return ids;
  }

  /**
   * Sends until it is over; what was acknowledged counts, and what failed though the node was not
   * one of those that restart.
   */
  private static void send(
      TestNode node,
      String queue,
      Set<String> sent,
      List<String> failed,
      AtomicBoolean over,
      Set<TestNode> restarting) {
    int number = 0;
    try (ServiceBusSenderClient sender = clients(node).sender().queueName(queue).buildClient()) {
      while (!over.get()) {
        List<String> ids =
            IntStream.range(number, number + 5)
                .mapToObj(i -> node.endpoints().amqp() + "-" + i)
                .toList();
        number += ids.size();
        boolean restarts = restarting.contains(node);
        try {
          sender.sendMessages(
              ids.stream().map(id -> new ServiceBusMessage(id).setMessageId(id)).toList());
          sent.addAll(ids);
        } catch (RuntimeException e) {
          if (!restarts && !restarting.contains(node)) {
            failed.add(node.endpoints().amqp() + ": " + e);
          }
        }
      }
    }
  }

  private static ServiceBusClientBuilder clients(TestNode node) {
    return new ServiceBusClientBuilder().connectionString(node.connectionString());
  }
}
