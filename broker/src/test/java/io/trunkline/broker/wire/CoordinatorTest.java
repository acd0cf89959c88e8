package io.trunkline.broker.wire;

import static io.trunkline.broker.wire.Frames.encoded;
import static io.trunkline.broker.wire.Frames.sender;
import static io.trunkline.broker.wire.Frames.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trunkline.broker.EntityPath;
import io.trunkline.broker.service.Waiting;
import io.trunkline.broker.wire.amqp.AmqpSettings;
import java.io.IOException;
import java.time.Duration;
import org.apache.qpid.protonj2.types.Binary;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.AmqpValue;
import org.apache.qpid.protonj2.types.messaging.Data;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.transactions.Coordinator;
import org.apache.qpid.protonj2.types.transactions.Declare;
import org.apache.qpid.protonj2.types.transactions.Declared;
import org.apache.qpid.protonj2.types.transactions.Discharge;
import org.apache.qpid.protonj2.types.transactions.TransactionalState;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Begin;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.apache.qpid.protonj2.types.transport.Detach;
import org.apache.qpid.protonj2.types.transport.Disposition;
import org.apache.qpid.protonj2.types.transport.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The corners of the coordinator that no client goes into. */
class CoordinatorTest {
  private static final int COORDINATOR = 5;

  private final TestBroker broker = new TestBroker();
  private final WireServer server = new WireServer(broker.service(), briefly());
  private RawClient client;

  private static AmqpSettings briefly() {
    AmqpSettings defaults = AmqpSettings.defaults();
    return new AmqpSettings(
        defaults.sendCredit(),
        defaults.maxUnsettledBytes(),
        defaults.receiveChunk(),
        defaults.requestCredit(),
        defaults.maxWaitingReplies(),
        defaults.maxWaitingReplyBytes(),
        defaults.tokenDeadline(),
        defaults.defaultSessionWait(),
        2,
        Duration.ofMillis(200),
        defaults.largeMessageBytes(),
        defaults.pieceBytes(),
        defaults.idleConnectionTimeout(),
        defaults.idleLinkTimeout());
  }

  @BeforeEach
  void attach() throws IOException {
    broker.queue("tx", false);
    client = new RawClient(server.port());
    assertThat(client.open("PLAIN", "\0RootManageSharedAccessKey\0" + TestBroker.KEY)).isZero();
    client.await(Begin.class);
    client.send(sender("tx", "x").setHandle(COORDINATOR).setTarget(new Coordinator()));
    assertThat(client.await(Attach.class).<Coordinator>getTarget().getCapabilities())
        .extracting(Object::toString)
        .containsExactly("amqp:local-transactions");
    client.await(Flow.class);
    client.send(sender("s", "tx"));
    client.await(Flow.class);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
    broker.close();
  }

  private DeliveryState ask(int id, Object request) throws IOException {
    client.send(transfer(id, false).setHandle(COORDINATOR), encoded(new AmqpValue<>(request)));
    return client.await(Disposition.class).getState();
  }

  private DeliveryState send(int id, Binary transaction) throws IOException {
    client.send(
        transfer(id, false).setState(new TransactionalState().setTxnId(transaction)),
        encoded(new Data(new byte[] {1})));
    return client.await(Disposition.class).getState();
  }

  private static String condition(DeliveryState state) {
    return ((Rejected) state).getError().getCondition().toString();
  }

  private long messages() {
    return Waiting.on(
            broker.service().namespace("sbemulatorns").orElseThrow().runtime(EntityPath.of("tx")))
        .total();
  }

  @Test
  void commitsWhatWasSentUnderTheId() throws IOException {
    Binary id = ((Declared) ask(0, new Declare())).getTxnId();
    assertThat(id.getLength()).isEqualTo(16);
    TransactionalState accepted = (TransactionalState) send(1, id);
    assertThat(accepted.getTxnId()).isEqualTo(id);
    assertThat(accepted.getOutcome()).isInstanceOf(Accepted.class);
    assertThat(messages()).isZero();
    assertThat(ask(2, new Discharge().setTxnId(id))).isInstanceOf(Accepted.class);
    assertThat(messages()).isEqualTo(1);
    assertThat(condition(send(3, id))).isEqualTo("amqp:transaction:unknown-id");
    assertThat(condition(ask(4, new Discharge().setTxnId(id))))
        .isEqualTo("amqp:transaction:unknown-id");
  }

  @Test
  void rollsBackAfterItsTime() throws IOException {
    Binary id = ((Declared) ask(0, new Declare())).getTxnId();
    assertThat(send(1, id)).isInstanceOf(TransactionalState.class);
    int[] next = {2};
    await()
        .until(
            () ->
                send(next[0]++, id) instanceof Rejected rejected
                    && condition(rejected).equals("amqp:transaction:timeout"));
    assertThat(condition(ask(next[0], new Discharge().setTxnId(id))))
        .isEqualTo("amqp:transaction:timeout");
    assertThat(messages()).isZero();
  }

  @Test
  void rollsBackWithItsLink() throws IOException {
    Binary id = ((Declared) ask(0, new Declare())).getTxnId();
    send(1, id);
    client.send(new Detach().setHandle(COORDINATOR).setClosed(true));
    client.await(Detach.class);
    assertThat(condition(send(2, id))).isEqualTo("amqp:transaction:unknown-id");
    assertThat(messages()).isZero();
  }

  @Test
  void refusesWhatIsNotDeclareOrDischargeAndTooManyTransactions() throws IOException {
    assertThat(condition(ask(0, "hello"))).isEqualTo("com.microsoft:argument-error");
    ask(1, new Declare());
    ask(2, new Declare());
    assertThat(condition(ask(3, new Declare()))).isEqualTo("amqp:resource-limit-exceeded");
  }
}
