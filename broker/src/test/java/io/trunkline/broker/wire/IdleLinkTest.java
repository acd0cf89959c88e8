package io.trunkline.broker.wire;

import static io.trunkline.broker.wire.Frames.credit;
import static io.trunkline.broker.wire.Frames.encoded;
import static io.trunkline.broker.wire.Frames.receiver;
import static io.trunkline.broker.wire.Frames.sender;
import static io.trunkline.broker.wire.Frames.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.wire.amqp.AmqpSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.qpid.protonj2.types.messaging.AmqpValue;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Begin;
import org.apache.qpid.protonj2.types.transport.Close;
import org.apache.qpid.protonj2.types.transport.Detach;
import org.apache.qpid.protonj2.types.transport.Flow;
import org.apache.qpid.protonj2.types.transport.Transfer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What nobody uses is ended, and nothing else. */
class IdleLinkTest {
  private static final String PLAIN = "\0RootManageSharedAccessKey\0" + TestBroker.KEY;
  private static TestBroker broker;
  private static WireServer server;

  @BeforeAll
  static void start() {
    broker = new TestBroker();
    server =
        new WireServer(
            broker.service(),
            AmqpSettings.defaults().withIdleTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1)));
  }

  @AfterAll
  static void stop() {
    server.close();
    broker.close();
  }

  private static RawClient opened() throws IOException {
    RawClient client = new RawClient(server.port());
    assertThat(client.open("PLAIN", PLAIN)).isZero();
    client.await(Begin.class);
    return client;
  }

  @Test
  void aLinkOnWhichNothingHappensIsDetachedAndAReceiverThatWaitsIsNot() throws IOException {
    broker.queue("idle", false);
    try (RawClient client = opened()) {
      client.send(receiver("waiting", "idle"));
      client.await(Attach.class);
      client.send(credit(1, false));
      client.send(sender("idle", "idle"));
      long handle = client.await(Attach.class).getHandle();
      Detach detach = client.await(Detach.class);
      assertThat(detach.getHandle()).isEqualTo(handle);
      assertThat(detach.getError().getCondition()).hasToString("amqp:link:detach-forced");
      assertThat(detach.getError().getDescription()).contains("IdleTimerExpired");

      try (RawClient other = opened()) {
        other.send(sender("s", "idle"));
        other.await(Flow.class);
        other.send(transfer(0, false), encoded(new AmqpValue<>("still there")));
        assertThat(client.await(Transfer.class).getDeliveryTag()).isNotNull();
      }
    }
  }

  @Test
  void aRenewalIsUseOfTheLinkThatItNames() throws IOException {
    broker.queue("working", false);
    try (RawClient client = opened()) {
      client.send(receiver("working", "working"));
      client.await(Attach.class);
      client.send(sender("idle", "working").setHandle(2));
      long idle = client.await(Attach.class).getHandle();
      client.send(sender("requests", "working/$management"));
      client.await(Attach.class);
      Detach detach = null;
      for (int request = 0; detach == null; request++) {
        // any request will do: it is the name of the link that counts
        client.send(
            transfer(request, false).setSettled(true),
            encoded(
                new ApplicationProperties(
                    Map.of(
                        "operation", "com.microsoft:nothing", "associated-link-name", "working")),
                new AmqpValue<>(Map.of())));
        detach = client.awaitWithin(Detach.class, Duration.ofMillis(100));
      }
      assertThat(detach.getHandle()).isEqualTo(idle);
    }
  }

  @Test
  void aConnectionWithoutLinksIsClosed() throws IOException {
    try (RawClient client = opened()) {
      Close close = client.await(Close.class);
      assertThat(close.getError().getCondition()).hasToString("amqp:connection:forced");
      assertThat(close.getError().getDescription()).contains("inactive");
    }
  }
}
