package io.trunkline.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.trunkline.broker.NoTrace;
import io.trunkline.broker.wire.amqp.AmqpSettings;
import io.trunkline.net.EventLoops;
import io.trunkline.net.amqp.AmqpDoor;
import io.trunkline.net.amqp.AmqpLimits;
import io.trunkline.net.amqp.AmqpRelay;
import io.trunkline.net.http.HttpDoorConfig;
import io.trunkline.net.http.InnerDoor;
import io.trunkline.net.relay.Destination;
import io.trunkline.net.relay.Leaders;
import io.trunkline.net.tls.NodeCertificates;
import io.trunkline.net.tls.NodeIdentity;
import io.vertx.core.Vertx;
import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Open;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients at a node that another node has to answer for: their connections go on to that node. */
class RelayedClientTest {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static TestBroker broker;
  private static Vertx vertx;
  private static AmqpDoor leader;
  private static InnerDoor inner;
  private static AmqpRelay relay;
  private static AmqpDoor door;
  private static int port;

  @BeforeAll
  static void start(@TempDir Path directory) {
    broker = new TestBroker();
    vertx = EventLoops.start();
    NodeCertificates certificates =
        NodeCertificates.open(
            directory, NodeCertificates.names("localhost"), InstantSource.system());
    NodeIdentity identity = NodeIdentity.open(certificates, "localhost", InstantSource.system());
    leader =
        new AmqpDoor(
            vertx,
            AmqpLimits.defaults(),
            InstantSource.system(),
            WireServer.handler(broker.service(), AmqpSettings.defaults()));
    inner =
        InnerDoor.open(
            vertx,
            HttpDoorConfig.loopback(0),
            identity,
            Leaders.ALONE,
            List.of(),
            leader::accept,
            (room, name, parent) -> new NoTrace());
    relay = new AmqpRelay(vertx, new Elsewhere(), () -> identity, AmqpLimits.defaults());
    door =
        new AmqpDoor(
            vertx,
            AmqpLimits.defaults(),
            InstantSource.system(),
            WireServer.handler(broker.service(), AmqpSettings.defaults()),
            relay);
    port = door.listen("localhost", 0, null).await();
  }

  @AfterAll
  static void stop() {
    door.close().await();
    leader.close().await();
    inner.close();
    relay.close();
    vertx.close().await();
    broker.close();
  }

  private static ServiceBusClientBuilder builder() {
    return new ServiceBusClientBuilder()
        .connectionString(
            "Endpoint=sb://localhost:"
                + port
                + ";SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey="
                + TestBroker.KEY
                + ";UseDevelopmentEmulator=true;");
  }

  @Test
  void sendsReceivesAndSettles() {
    broker.queue("relayed", false);
    int before = leader.connections();
    try (ServiceBusSenderClient sender = builder().sender().queueName("relayed").buildClient();
        ServiceBusReceiverClient receiver =
            builder().receiver().queueName("relayed").disableAutoComplete().buildClient()) {
      List<ServiceBusMessage> messages =
          IntStream.range(0, 20)
              .mapToObj(i -> new ServiceBusMessage("x".repeat(200_000)).setMessageId("m" + i))
              .toList();
      messages.forEach(sender::sendMessage);
      assertThat(leader.connections()).isGreaterThan(before);

      List<String> received =
          receiver.receiveMessages(20, WAIT).stream()
              .peek(receiver::complete)
              .map(ServiceBusReceivedMessage::getMessageId)
              .toList();
      assertThat(received)
          .containsExactlyElementsOf(
              messages.stream().map(ServiceBusMessage::getMessageId).toList());
      assertThat(receiver.peekMessage()).isNull();
    }
  }

  @Test
  void whoTheClientIsGoesAlong() throws Exception {
    broker.queue("jms", false);
    JmsConnectionFactory factory =
        new JmsConnectionFactory(
            "RootManageSharedAccessKey",
            TestBroker.KEY,
            "amqp://localhost:" + port + "?amqp.saslMechanisms=PLAIN");
    try (Connection connection = factory.createConnection();
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
      connection.start();
      session.createProducer(session.createQueue("jms")).send(session.createTextMessage("hello"));
      MessageConsumer consumer = session.createConsumer(session.createQueue("jms"));
      assertThat(((TextMessage) consumer.receive(WAIT.toMillis())).getText()).isEqualTo("hello");
    }
  }

  @Test
  void theHeaderIsAnsweredOnceAndBeforeTheOpenSaysWhereToGo() throws Exception {
    broker.queue("greeted", false);
    try (RawClient client = new RawClient(port)) {
      // this client waits for the answer to its header before it opens
      assertThat(client.open("PLAIN", "\0RootManageSharedAccessKey\0" + TestBroker.KEY)).isZero();
      assertThat(client.next().as(Open.class).getContainerId()).isNotEmpty();
      client.send(Frames.receiver("r", "greeted"));
      assertThat(client.await(Attach.class).getSource()).isNotNull();
    }
  }

  @Test
  void anOpenReceiverGoesOnWhenTheLeadershipMoves() {
    broker.queue("moving", false);
    try (ServiceBusSenderClient sender = builder().sender().queueName("moving").buildClient();
        ServiceBusReceiverClient receiver =
            builder().receiver().queueName("moving").disableAutoComplete().buildClient()) {
      sender.sendMessage(new ServiceBusMessage("first"));
      ServiceBusReceivedMessage first = receiver.receiveMessages(1, WAIT).iterator().next();
      receiver.complete(first);

      broker.moveAwayAndBack();

      sender.sendMessage(new ServiceBusMessage("second"));
      ServiceBusReceivedMessage second = receiver.receiveMessages(1, WAIT).iterator().next();
      assertThat(second.getBody()).hasToString("second");
      receiver.complete(second);
    }
  }

  /** The namespace is led behind the inner door. */
  private static final class Elsewhere implements Leaders {
    @Override
    public CompletionStage<Optional<Destination>> find(String shard) {
      return CompletableFuture.completedFuture(
          Optional.of(new Destination("leader", "localhost", inner.port())));
    }

    @Override
    public boolean leadsHere(String shard) {
      return false;
    }

    @Override
    public Watch whenMoved(String shard, Destination from, Runnable action) {
      return () -> {};
    }
  }
}
