package io.trunkline.broker.wire;

import static io.trunkline.broker.wire.Frames.receiver;
import static io.trunkline.broker.wire.Frames.sender;
import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.broker.EntityPath;
import java.io.IOException;
import java.util.Map;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Begin;
import org.apache.qpid.protonj2.types.transport.Detach;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Queues that live as long as the link that made them, as JMS asks for them. */
class TemporaryQueueTest {
  private static final String PLAIN = "\0RootManageSharedAccessKey\0" + TestBroker.KEY;
  private static final Symbol TEMPORARY = Symbol.valueOf("temporary-queue");
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

  private static boolean exists(String address) {
    return broker
        .service()
        .namespace("sbemulatorns")
        .orElseThrow()
        .describe(EntityPath.parse(address))
        .isPresent();
  }

  @Test
  void theAnswerToTheCloseSaysThatTheQueueIsGone() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.open("PLAIN", PLAIN, Map.of(Symbol.valueOf("com.microsoft:is-client-provider"), true));
      client.await(Begin.class);
      Attach making = sender("making", "");
      making.setTarget(new Target().setDynamic(true).setCapabilities(TEMPORARY));
      client.send(making);
      String address = ((Target) client.await(Attach.class).getTarget()).getAddress();
      assertThat(exists(address)).isTrue();

      client.send(new Detach().setHandle(0).setClosed(true));
      assertThat(client.await(Detach.class).getError()).isNull();
      assertThat(exists(address)).isFalse();

      Attach late = receiver("late", address);
      late.setSource(new Source().setAddress(address).setCapabilities(TEMPORARY));
      client.send(late);
      assertThat(client.await(Attach.class).getSource()).isNull();
      assertThat(client.await(Detach.class).getError().getCondition())
          .hasToString("amqp:not-found");
      assertThat(exists(address)).as("what was temporary is not made on demand").isFalse();
    }
  }
}
