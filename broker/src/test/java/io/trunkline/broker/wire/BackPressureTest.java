package io.trunkline.broker.wire;

import static io.trunkline.broker.wire.Frames.credit;
import static io.trunkline.broker.wire.Frames.encoded;
import static io.trunkline.broker.wire.Frames.receiver;
import static io.trunkline.broker.wire.Frames.sender;
import static io.trunkline.broker.wire.Frames.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trunkline.broker.EntityPath;
import io.trunkline.broker.service.Waiting;
import io.trunkline.broker.wire.RawClient.Frame;
import io.trunkline.broker.wire.amqp.AmqpSettings;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.AmqpValue;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.apache.qpid.protonj2.types.messaging.Data;
import org.apache.qpid.protonj2.types.messaging.Properties;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Begin;
import org.apache.qpid.protonj2.types.transport.Disposition;
import org.apache.qpid.protonj2.types.transport.Flow;
import org.apache.qpid.protonj2.types.transport.Transfer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits is bounded: senders and askers are slowed down, and go on once there is room. */
class BackPressureTest {
  private static final String PLAIN = "\0RootManageSharedAccessKey\0" + TestBroker.KEY;
  private static final int CREDIT = 2;
  private static final int LIMIT = 2_000;

  private final TestBroker broker = new TestBroker();
  private final WireServer server = new WireServer(broker.service(), narrow());
  private RawClient client;

  /** Two transfers or requests on their way, and 2,000 bytes that wait. */
  private static AmqpSettings narrow() {
    AmqpSettings defaults = AmqpSettings.defaults();
    return new AmqpSettings(
        CREDIT,
        LIMIT,
        defaults.receiveChunk(),
        CREDIT,
        defaults.maxWaitingReplies(),
        LIMIT,
        defaults.tokenDeadline(),
        defaults.defaultSessionWait(),
        defaults.maxTransactions(),
        defaults.transactionTimeout(),
        defaults.largeMessageBytes(),
        defaults.pieceBytes(),
        defaults.idleConnectionTimeout(),
        defaults.idleLinkTimeout());
  }

  @BeforeEach
  void open() throws IOException {
    broker.queue("slow", false);
    client = new RawClient(server.port());
    assertThat(client.open("PLAIN", PLAIN)).isZero();
    client.await(Begin.class);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
    broker.close();
  }

  private static byte[] message(int bytes) {
    return encoded(new Data(new byte[bytes]));
  }

  private Flow awaitCredit(long handle) {
    while (true) {
      Flow flow = client.await(Flow.class);
      if (flow.hasHandle() && flow.getHandle() == handle) {
        return flow;
      }
    }
  }

  private long attach(String name, int handle) throws IOException {
    client.send(sender(name, "slow").setHandle(handle));
    long answered = client.await(Attach.class).getHandle();
    assertThat(awaitCredit(answered).getLinkCredit()).isEqualTo(CREDIT);
    return answered;
  }

  @Test
  void aLinkWhoseConnectionIsFullOfAnothersTransfersGetsCreditOnceThereIsRoom() throws IOException {
    long small = attach("small", 0);
    attach("large", 1);
    broker.log().holdCommits();
    for (int id = 0; id < CREDIT; id++) {
      client.send(transfer(id, false), message(10));
    }
    // Committed after the small ones, so it fills the connection while those are settled.
    client.send(transfer(CREDIT, false).setHandle(1), message(LIMIT + 500));
    client.send(
        new Flow()
            .setNextOutgoingId(4)
            .setIncomingWindow(100)
            .setOutgoingWindow(100)
            .setNextIncomingId(0)
            .setEcho(true));
    client.await(Flow.class);
    broker.log().releaseCommits();
    assertThat(awaitCredit(small).getLinkCredit()).isEqualTo(CREDIT);
    client.send(transfer(3, false), message(10));
    await().until(() -> messages() == 4);
  }

  @Test
  void nothingIsReadFromAConnectionThatIsTwiceTooFullAndNothingIsLost() throws IOException {
    attach("large", 0);
    broker.log().holdCommits();
    client.send(transfer(0, false), message(2 * LIMIT + 500));
    client.send(transfer(1, false), message(10)); // is not read yet
    broker.log().releaseCommits();
    Set<Long> accepted = new HashSet<>();
    while (accepted.size() < 2) {
      Disposition disposition = client.await(Disposition.class);
      assertThat(disposition.getState()).isInstanceOf(Accepted.class);
      accepted.add(disposition.getFirst());
    }
    assertThat(messages()).isEqualTo(2);
  }

  @Test
  void whoDoesNotTakeRepliesIsLetAskNoMore() throws IOException {
    attach("messages", 0);
    client.send(transfer(0, false), message(1_000));
    client.await(Disposition.class);
    client.send(sender("requests", "slow/$management").setHandle(4));
    long requests = client.await(Attach.class).getHandle();
    int allowed = (int) awaitCredit(requests).getLinkCredit();
    client.send(receiver("replies", "slow/$management").setHandle(5));
    client.await(Attach.class);

    int asked = 0;
    int idle = 0;
    while (asked < 50 && idle < 20) {
      if (asked < allowed) {
        asked++;
        client.send(transfer(asked, false).setHandle(4), peek(asked));
      } else {
        idle++;
      }
      client.send(echo(asked));
      for (Frame frame = client.next(); !isEcho(frame); frame = client.next()) {
        allowed = Math.max(allowed, allowed(frame, requests));
      }
    }
    assertThat(asked).as("requests while no reply is taken").isLessThan(50);

    client.send(credit(100, false).setHandle(5).setNextOutgoingId(asked + 2));
    int answered = 0;
    while (answered < 50) {
      Frame frame = client.next();
      allowed = Math.max(allowed, allowed(frame, requests));
      if (frame.body() instanceof Transfer transfer && !transfer.getMore()) {
        answered++;
      }
      if (asked < allowed && asked < 50) {
        asked++;
        client.send(transfer(asked, false).setHandle(4), peek(asked));
      }
    }
    assertThat(asked).isEqualTo(50);
  }

  private static Flow echo(int sent) {
    return new Flow()
        .setNextIncomingId(0)
        .setIncomingWindow(100)
        .setNextOutgoingId(sent + 2)
        .setOutgoingWindow(100)
        .setEcho(true);
  }

  private static boolean isEcho(Frame frame) {
    return frame.body() instanceof Flow flow && !flow.hasHandle();
  }

  /** Returns up to which request a frame lets the client ask. */
  private static int allowed(Frame frame, long requests) {
    return frame.body() instanceof Flow flow && flow.hasHandle() && flow.getHandle() == requests
        ? (int) (flow.getDeliveryCount() + flow.getLinkCredit())
        : 0;
  }

  private static byte[] peek(int id) {
    return encoded(
        new Properties().setMessageId("peek-" + id).setReplyTo("client"),
        new ApplicationProperties(Map.of("operation", "com.microsoft:peek-message")),
        new AmqpValue<>(Map.of("from-sequence-number", 0L, "message-count", 1)));
  }

  private long messages() {
    return Waiting.on(
            broker.service().namespace("sbemulatorns").orElseThrow().runtime(EntityPath.of("slow")))
        .total();
  }
}
