package io.trunkline.broker.wire;

import static io.trunkline.broker.wire.Frames.credit;
import static io.trunkline.broker.wire.Frames.encoded;
import static io.trunkline.broker.wire.Frames.receiver;
import static io.trunkline.broker.wire.Frames.sender;
import static io.trunkline.broker.wire.Frames.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.apache.qpid.protonj2.types.DescribedType;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnknownDescribedType;
import org.apache.qpid.protonj2.types.UnsignedInteger;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.AmqpValue;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.apache.qpid.protonj2.types.messaging.Data;
import org.apache.qpid.protonj2.types.messaging.Modified;
import org.apache.qpid.protonj2.types.messaging.Properties;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Begin;
import org.apache.qpid.protonj2.types.transport.Detach;
import org.apache.qpid.protonj2.types.transport.Disposition;
import org.apache.qpid.protonj2.types.transport.ErrorCondition;
import org.apache.qpid.protonj2.types.transport.Flow;
import org.apache.qpid.protonj2.types.transport.ReceiverSettleMode;
import org.apache.qpid.protonj2.types.transport.Role;
import org.apache.qpid.protonj2.types.transport.SenderSettleMode;
import org.apache.qpid.protonj2.types.transport.Transfer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the SDKs send that have no run time here, frame by frame as {@code reference/service-bus.md}
 * and their sources say: .NET, Go and Python. A server that answers these sequences as written
 * serves those clients as far as the wire goes.
 */
class SdkFramesTest {
  private static final String HOST = "localhost";
  private static final int SECOND_SENDER = 2;
  private static final int SECOND_RECEIVER = 3;

  private final TestBroker broker = new TestBroker();
  private final WireServer server = new WireServer(broker.service());
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    broker.queue("orders", false);
    broker.queue("steps", true);
    client = new RawClient(server.port());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
    broker.close();
  }

  private static String signature(String audience) {
    try {
      String resource = URLEncoder.encode(audience, StandardCharsets.UTF_8);
      long expiry = System.currentTimeMillis() / 1_000 + 1_200;
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(TestBroker.KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] digest = mac.doFinal((resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8));
      return "SharedAccessSignature sr=%s&sig=%s&se=%d&skn=RootManageSharedAccessKey"
          .formatted(
              resource,
              URLEncoder.encode(Base64.getEncoder().encodeToString(digest), StandardCharsets.UTF_8),
              expiry);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] putToken(Properties properties, String audience) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("operation", "put-token");
    arguments.put("type", "servicebus.windows.net:sastoken");
    arguments.put("name", audience);
    return encoded(
        properties, new ApplicationProperties(arguments), new AmqpValue<>(signature(audience)));
  }

  /** The reply to a request: properties, application properties, body. */
  private List<Object> reply() {
    byte[] payload = client.awaitMessage();
    Decoder decoder = CodecFactory.getDecoder();
    ProtonBuffer buffer = Frames.buffer(payload);
    List<Object> sections = new ArrayList<>();
    while (buffer.isReadable()) {
      sections.add(decoder.readObject(buffer, decoder.newDecoderState()));
    }
    return sections;
  }

  private static Object correlation(List<Object> reply) {
    return ((Properties) reply.getFirst()).getCorrelationId();
  }

  private static Map<String, Object> results(List<Object> reply) {
    return ((ApplicationProperties) reply.get(1)).getValue();
  }

  private Attach attach(Attach asked) throws IOException {
    client.send(asked);
    return client.await(Attach.class);
  }

  @Test
  void dotNetAuthenticatesSendsAbandonsDeadLettersAndRenews() throws IOException {
    assertThat(client.open("MSSBCBS", "")).isZero();
    client.await(Begin.class);
    // $cbs: a link pair, replies to a guid, credit 50, ids are ulongs
    String guid = "3f2504e04f8911d39a0c0305e82c3301";
    attach(sender("cbs:sender", "$cbs").setHandle(0));
    Attach replies = receiver("cbs:receiver", "$cbs");
    attach(replies.setTarget(new Target().setAddress(guid)));
    client.send(credit(50, false));
    String audience = "amqp://" + HOST + "/";
    client.send(
        transfer(0, false).setSettled(true),
        putToken(
            new Properties().setMessageId(UnsignedLong.valueOf(1)).setReplyTo(guid), audience));
    List<Object> token = reply();
    assertThat(correlation(token)).isEqualTo(UnsignedLong.valueOf(1));
    assertThat(results(token).get("status-code")).isEqualTo(202);

    // a sending link to "/entity", with a time-out
    Attach sending =
        attach(
            sender("sender-1", "/orders")
                .setHandle(SECOND_SENDER)
                .setProperties(
                    Map.of(
                        Symbol.valueOf("com.microsoft:timeout"), UnsignedInteger.valueOf(59_000))));
    assertThat(sending.<Target>getTarget().getAddress()).isEqualTo("/orders");
    assertThat(sending.getMaxMessageSize().longValue()).isPositive();
    client.send(transfer(1, false).setHandle(SECOND_SENDER), encoded(new Data(new byte[] {1})));
    assertThat(client.await(Disposition.class).getState()).isInstanceOf(Accepted.class);

    // peek-lock: the reply repeats both settle modes and starts to count
    Attach receiving = attach(receiver("receiver-1", "/orders").setHandle(SECOND_RECEIVER));
    assertThat(receiving.getSenderSettleMode()).isEqualTo(SenderSettleMode.UNSETTLED);
    assertThat(receiving.getReceiverSettleMode()).isEqualTo(ReceiverSettleMode.SECOND);
    assertThat(receiving.hasInitialDeliveryCount()).isTrue();
    client.send(credit(1, false).setHandle(SECOND_RECEIVER));
    client.awaitMessage();
    client.send(
        new Disposition()
            .setRole(Role.RECEIVER)
            .setFirst(1)
            .setLast(1)
            .setSettled(false)
            .setState(new Modified()));
    Disposition abandoned = client.await(Disposition.class);
    assertThat(abandoned.getSettled()).isTrue();
    assertThat(abandoned.getState()).isInstanceOf(Modified.class);
    client.send(credit(1, false).setHandle(SECOND_RECEIVER).setDeliveryCount(1));
    client.awaitMessage();
    client.send(
        new Disposition()
            .setRole(Role.RECEIVER)
            .setFirst(2)
            .setLast(2)
            .setSettled(false)
            .setState(
                new Rejected(
                    new ErrorCondition(
                        Symbol.valueOf("com.microsoft:dead-letter"),
                        null,
                        Map.of(Symbol.valueOf("DeadLetterReason"), "bad")))));
    assertThat(client.await(Disposition.class).getState()).isInstanceOf(Rejected.class);

    // $management: a server time-out as uint; the status is an int, the condition a symbol
    attach(sender("mgmt:sender", "orders/$management").setHandle(4));
    Attach answers = receiver("mgmt:receiver", "orders/$management").setHandle(5);
    attach(answers.setTarget(new Target().setAddress("mgmt-replies")));
    client.send(credit(50, false).setHandle(5));
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operation", "com.microsoft:renew-lock");
    operation.put("com.microsoft:server-timeout", UnsignedInteger.valueOf(59_000));
    client.send(
        transfer(2, false).setHandle(4).setSettled(true),
        encoded(
            new Properties().setMessageId(UnsignedLong.valueOf(2)).setReplyTo("mgmt-replies"),
            new ApplicationProperties(operation),
            new AmqpValue<>(Map.of("lock-tokens", new UUID[] {new UUID(1, 2)}))));
    List<Object> renewal = reply();
    assertThat(correlation(renewal)).isEqualTo(UnsignedLong.valueOf(2));
    assertThat(results(renewal).get("statusCode")).isEqualTo(410);
    assertThat(results(renewal).get("errorCondition"))
        .isEqualTo(Symbol.valueOf("com.microsoft:message-lock-lost"));
  }

  @Test
  void goNegotiatesClaimsOnFreshLinksAndTakesASessionByADescribedFilter() throws IOException {
    assertThat(client.open("ANONYMOUS", "anonymous")).isZero();
    client.await(Begin.class);
    String audience = "amqps://" + HOST + "/steps";
    for (int round = 0; round < 2; round++) {
      attach(sender("cbs-sender-" + round, "$cbs").setHandle(0));
      Attach replies = receiver("cbs-receiver-" + round, "$cbs");
      attach(replies.setTarget(new Target().setAddress("$reply-to-" + round)));
      client.send(credit(1_000, false));
      client.send(
          transfer(round, false),
          putToken(
              new Properties().setMessageId("id-" + round).setReplyTo("$reply-to-" + round),
              audience));
      List<Object> token = reply();
      assertThat(correlation(token)).isEqualTo("id-" + round);
      assertThat(results(token).get("status-code")).isEqualTo(202);
      for (int handle = 0; handle < 2; handle++) {
        client.send(new Detach().setHandle(handle).setClosed(true));
        assertThat(client.await(Detach.class).getClosed()).isTrue();
      }
    }
    Attach asked = receiver("session", "steps");
    UnsignedLong descriptor = UnsignedLong.valueOf(0x137000000CL);
    Attach granted =
        attach(
            asked.setSource(
                new Source()
                    .setAddress("steps")
                    .setFilter(
                        Map.of(
                            Symbol.valueOf("com.microsoft:session-filter"),
                            new UnknownDescribedType(descriptor, "one")))));
    Object filter =
        granted.getSource().getFilter().get(Symbol.valueOf("com.microsoft:session-filter"));
    assertThat(filter)
        .isInstanceOfSatisfying(
            DescribedType.class,
            described -> {
              assertThat(described.getDescriptor()).isEqualTo(descriptor);
              assertThat(described.getDescribed()).isEqualTo("one");
            });
    assertThat(granted.getProperties().get(Symbol.valueOf("com.microsoft:locked-until-utc")))
        .isInstanceOf(Long.class);
    // a drain is answered with drain set and echo not
    client.send(credit(5, true));
    Flow drained = client.await(Flow.class);
    assertThat(drained.getDrain()).isTrue();
    assertThat(drained.getEcho()).isFalse();
    assertThat(drained.getLinkCredit()).isZero();
    assertThat(drained.getDeliveryCount()).isEqualTo(5);
  }

  @Test
  void pythonPutsTokensWithoutAReplyAddressAndComparesWhatItIsEchoed() throws IOException {
    assertThat(client.open("ANONYMOUS", "")).isZero();
    client.await(Begin.class);
    // both ends of both links are $cbs, and ids count from 0
    Attach requests = sender("cbs-requests", "$cbs");
    attach(requests.setSource(new Source().setAddress("$cbs")));
    Attach replies = receiver("cbs-replies", "$cbs");
    attach(replies.setTarget(new Target().setAddress("$cbs")));
    client.send(credit(100, false));
    String audience = "sb://" + HOST + "/orders";
    client.send(
        transfer(0, false).setSettled(true),
        putToken(new Properties().setMessageId(UnsignedLong.valueOf(0)), audience));
    List<Object> token = reply();
    assertThat(correlation(token)).isEqualTo(UnsignedLong.valueOf(0));
    assertThat(results(token).get("status-code")).isEqualTo(202);

    // addresses are whole URIs, and come back as they were
    String address = "amqps://" + HOST + "/orders";
    Attach sending = attach(sender("sending", address).setHandle(SECOND_SENDER));
    assertThat(sending.<Target>getTarget().getAddress()).isEqualTo(address);
    // a batch of data sections alone, without properties around them
    client.send(
        transfer(1, false).setHandle(SECOND_SENDER).setMessageFormat(0x80013700),
        encoded(
            new Data(encoded(new Data(new byte[] {1}))),
            new Data(encoded(new Data(new byte[] {2})))));
    assertThat(client.await(Disposition.class).getState()).isInstanceOf(Accepted.class);

    attach(receiver("receiving", address).setHandle(SECOND_RECEIVER));
    client.send(credit(1, false).setHandle(SECOND_RECEIVER));
    client.awaitMessage();
    // defer, with the delivery counted as failed
    client.send(
        new Disposition()
            .setRole(Role.RECEIVER)
            .setFirst(1)
            .setLast(1)
            .setSettled(false)
            .setState(new Modified().setDeliveryFailed(true).setUndeliverableHere(true)));
    assertThat(client.await(Disposition.class).getState()).isInstanceOf(Modified.class);
    attach(sender("management", "orders/$management").setHandle(4));
    Attach answers = receiver("answers", "orders/$management").setHandle(5);
    attach(answers.setTarget(new Target().setAddress("orders/$management")));
    client.send(credit(100, false).setHandle(5));
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operation", "com.microsoft:receive-by-sequence-number");
    operation.put("type", "entity-mgmt");
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("sequence-numbers", new long[] {1});
    body.put("receiver-settle-mode", UnsignedInteger.valueOf(1));
    client.send(
        transfer(2, false).setHandle(4).setSettled(true),
        encoded(
            new Properties().setMessageId(UnsignedLong.valueOf(1)),
            new ApplicationProperties(operation),
            new AmqpValue<>(body)));
    List<Object> deferred = reply();
    assertThat(results(deferred).get("statusCode")).isEqualTo(200);
    Map<?, ?> found = (Map<?, ?>) ((AmqpValue<?>) deferred.get(2)).getValue();
    assertThat((List<?>) found.get("messages"))
        .singleElement()
        .satisfies(
            message ->
                assertThat(((Map<?, ?>) message).get("lock-token")).isInstanceOf(UUID.class));
  }

  /** A lock token travels as a delivery tag in the byte order of a .NET Guid. */
  @Test
  void dotNetReadsLockTokensFromDeliveryTags() throws IOException {
    assertThat(client.open("PLAIN", "\0RootManageSharedAccessKey\0" + TestBroker.KEY)).isZero();
    client.await(Begin.class);
    attach(sender("s", "orders"));
    client.send(transfer(0, false), encoded(new Data(new byte[] {1})));
    client.await(Disposition.class);
    attach(receiver("r", "orders"));
    client.send(credit(1, false));
    byte[] tag = client.await(Transfer.class).getDeliveryTag().tagBytes();
    ByteBuffer guid = ByteBuffer.wrap(tag).order(ByteOrder.LITTLE_ENDIAN);
    long high =
        Integer.toUnsignedLong(guid.getInt()) << 32
            | Short.toUnsignedLong(guid.getShort()) << 16
            | Short.toUnsignedLong(guid.getShort());
    UUID token = new UUID(high, guid.order(ByteOrder.BIG_ENDIAN).getLong());
    attach(sender("mgmt", "orders/$management").setHandle(SECOND_SENDER));
    Attach answers = receiver("answers", "orders/$management").setHandle(SECOND_RECEIVER);
    attach(answers);
    client.send(credit(5, false).setHandle(SECOND_RECEIVER));
    client.send(
        transfer(1, false).setHandle(SECOND_SENDER).setSettled(true),
        encoded(
            new Properties().setMessageId(UnsignedLong.valueOf(1)),
            new ApplicationProperties(Map.of("operation", "com.microsoft:renew-lock")),
            new AmqpValue<>(Map.of("lock-tokens", new UUID[] {token}))));
    assertThat(results(reply()).get("statusCode")).isEqualTo(200);
  }
}
