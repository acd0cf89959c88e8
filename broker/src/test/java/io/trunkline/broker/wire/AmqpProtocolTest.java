package io.trunkline.broker.wire;

import static io.trunkline.broker.wire.Frames.credit;
import static io.trunkline.broker.wire.Frames.encoded;
import static io.trunkline.broker.wire.Frames.receiver;
import static io.trunkline.broker.wire.Frames.sender;
import static io.trunkline.broker.wire.Frames.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.AmqpValue;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.apache.qpid.protonj2.types.messaging.Data;
import org.apache.qpid.protonj2.types.messaging.Modified;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Begin;
import org.apache.qpid.protonj2.types.transport.Close;
import org.apache.qpid.protonj2.types.transport.Detach;
import org.apache.qpid.protonj2.types.transport.Disposition;
import org.apache.qpid.protonj2.types.transport.Flow;
import org.apache.qpid.protonj2.types.transport.Open;
import org.apache.qpid.protonj2.types.transport.Role;
import org.apache.qpid.protonj2.types.transport.Transfer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Frame by frame: what strict clients insist on, and what broken ones get. */
class AmqpProtocolTest {
  private static final String PLAIN = "\0RootManageSharedAccessKey\0" + TestBroker.KEY;
  private static TestBroker broker;
  private static WireServer server;

  @BeforeAll
  static void start() {
    broker = new TestBroker();
    server = new WireServer(broker.service());
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
  void answersGarbageWithItsOwnHeader() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(client.rest()).isEqualTo(RawClient.SASL_HEADER);
    }
  }

  @Test
  void insistsOnSasl() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send(RawClient.AMQP_HEADER);
      assertThat(client.rest()).isEqualTo(RawClient.SASL_HEADER);
    }
  }

  @Test
  void refusesAWrongPassword() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.open("PLAIN", "\0RootManageSharedAccessKey\0wrong")).isEqualTo(1);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void writesEveryFieldOfItsPerformatives() throws IOException {
    broker.queue("fields", false);
    try (RawClient client = new RawClient(server.port())) {
      client.open("PLAIN", PLAIN);
      RawClient.Frame open = client.next();
      assertThat(open.fields()).isEqualTo(10);
      assertThat(open.as(Open.class).getMaxFrameSize()).isEqualTo(256 << 10);
      assertThat(open.as(Open.class).getProperties()).isNotNull();
      RawClient.Frame begin = client.next();
      assertThat(begin.fields()).isEqualTo(8);
      assertThat(begin.as(Begin.class).getHandleMax()).isEqualTo(1_023);
      client.send(sender("s", "fields"));
      RawClient.Frame attach = client.next();
      assertThat(attach.fields()).isEqualTo(14);
      assertThat(attach.as(Attach.class).getMaxMessageSize())
          .isEqualTo(UnsignedLong.valueOf(256 << 10));
      assertThat(attach.as(Attach.class).getProperties()).isNotNull();
      RawClient.Frame flow = client.next();
      assertThat(flow.fields()).isEqualTo(11);
      assertThat(flow.as(Flow.class).getLinkCredit()).isPositive();
    }
  }

  @Test
  void closesAfterAnOversizedFrame() throws IOException {
    try (RawClient client = opened()) {
      client.send(new byte[] {0x10, 0, 0, 0, 2, 0, 0, 0});
      assertThat(client.await(Close.class).getError().getCondition())
          .hasToString("amqp:connection:framing-error");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void refusesALinkByAttachingItToNothing() throws IOException {
    try (RawClient client = opened()) {
      client.send(sender("s", "missing"));
      Attach attach = client.await(Attach.class);
      assertThat(attach.<Target>getTarget()).isNull();
      Detach detach = client.await(Detach.class);
      assertThat(detach.getClosed()).isTrue();
      assertThat(detach.getError().getCondition()).hasToString("amqp:not-found");
      assertThat(detach.getError().getDescription())
          .startsWith("The messaging entity 'sb://sbemulatorns/missing' could not be found.");
    }
  }

  @Test
  void refusesALinkWithoutAToken() throws IOException {
    broker.queue("closed", false);
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.open("ANONYMOUS", "")).isZero();
      client.send(receiver("r", "closed"));
      assertThat(client.await(Attach.class).getSource()).isNull();
      assertThat(client.await(Detach.class).getError().getCondition())
          .hasToString("amqp:unauthorized-access");
    }
  }

  @Test
  void rejectsAMessageThatIsTooLargeAndTakesTheNext() throws IOException {
    broker.queue("size", false);
    try (RawClient client = opened()) {
      client.send(sender("s", "size"));
      client.await(Flow.class);
      byte[] piece = new byte[100_000];
      client.send(transfer(0, true), piece);
      client.send(transfer(0, true), piece);
      client.send(transfer(0, true), piece);
      client.send(transfer(0, false), piece);
      Disposition rejected = client.await(Disposition.class);
      assertThat(rejected.getSettled()).isTrue();
      assertThat(((Rejected) rejected.getState()).getError().getCondition())
          .hasToString("amqp:link:message-size-exceeded");
      client.send(transfer(1, false), encoded(new Data(new byte[] {1})));
      assertThat(client.await(Disposition.class).getState()).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void rejectsWhatIsNotAMessage() throws IOException {
    broker.queue("broken", false);
    try (RawClient client = opened()) {
      client.send(sender("s", "broken"));
      client.await(Flow.class);
      client.send(transfer(0, false), new byte[] {0, 0x53, 0x75, (byte) 0xB0, 1, 2});
      Rejected rejected = (Rejected) client.await(Disposition.class).getState();
      assertThat(rejected.getError().getCondition()).hasToString("com.microsoft:argument-error");
    }
  }

  @Test
  void answersADrainWithWhatItHas() throws IOException {
    broker.queue("drain", false);
    try (RawClient client = opened()) {
      client.send(sender("s", "drain"));
      client.await(Flow.class);
      client.send(transfer(0, false), encoded(new Data(new byte[] {1})));
      client.await(Disposition.class);
      client.send(receiver("r", "drain"));
      client.await(Attach.class);
      client.send(credit(10, true));
      Transfer transfer = client.await(Transfer.class);
      assertThat(transfer.getDeliveryTag().tagLength()).isEqualTo(16);
      assertThat(transfer.getSettled()).isFalse();
      Flow drained = client.await(Flow.class);
      assertThat(drained.getLinkCredit()).isZero();
      assertThat(drained.getDeliveryCount()).isEqualTo(10);
      assertThat(drained.getDrain()).isTrue();
      client.send(
          new Disposition()
              .setRole(Role.RECEIVER)
              .setFirst(transfer.getDeliveryId())
              .setState(new Modified().setUndeliverableHere(true)));
      Disposition settled = client.await(Disposition.class);
      assertThat(settled.getSettled()).isTrue();
      assertThat(settled.getState()).isInstanceOf(Modified.class);
    }
  }

  @Test
  void correlatesAnyTypeOfMessageIdAndFindsTheReplyLinkWithoutReplyTo() throws IOException {
    broker.queue("python", false);
    try (RawClient client = opened()) {
      client.send(sender("requests", "python/$management"));
      client.await(Flow.class);
      client.send(receiver("replies", "python/$management"));
      client.await(Attach.class);
      client.send(credit(10, false));
      // A properties section whose message id is an int, which AMQP does not provide for.
      byte[] properties = {0, 0x53, 0x73, (byte) 0xC0, 3, 1, 0x54, 0};
      byte[] request =
          encoded(
              new ApplicationProperties(Map.of("operation", "com.microsoft:unheard-of")),
              new AmqpValue<>(Map.of()));
      byte[] message = new byte[properties.length + request.length];
      System.arraycopy(properties, 0, message, 0, properties.length);
      System.arraycopy(request, 0, message, properties.length, request.length);
      client.send(transfer(0, false).setSettled(true), message);
      assertThat(client.await(Transfer.class).getSettled()).isTrue();
    }
  }

  @Test
  void takesManyMoreConnectionsThanTen() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        clients.add(opened());
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void offersTheMechanismsInTheirOrder() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send(RawClient.SASL_HEADER);
      assertThat(client.saslMechanisms())
          .extracting(Symbol::toString)
          .containsExactly("MSSBCBS", "PLAIN", "ANONYMOUS", "EXTERNAL");
    }
  }
}
