package io.trunkline.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.trunkline.kernel.memory.SimulatedLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The Java SDK compares types of outcomes: it takes any {@code rejected}, with whatever error, for
 * the dead-lettering that it asked for.
 */
class FailedDeadLetterTest {

  @Test
  void aDeadLetteringThatWasNotCommittedIsNotTakenForDone() {
    try (TestBroker broker = new TestBroker();
        WireServer server = new WireServer(broker.service())) {
      broker.queue("poison", false);
      ServiceBusClientBuilder clients =
          new ServiceBusClientBuilder()
              .connectionString(server.connectionString())
              .retryOptions(
                  new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(Duration.ofSeconds(10)));
      try (ServiceBusSenderClient sender = clients.sender().queueName("poison").buildClient();
          ServiceBusReceiverClient receiver =
              clients.receiver().queueName("poison").disableAutoComplete().buildClient()) {
        sender.sendMessage(new ServiceBusMessage("bad"));
        ServiceBusReceivedMessage message =
            receiver.receiveMessages(1, Duration.ofSeconds(10)).iterator().next();
        SimulatedLog log = broker.log();
        log.holdCommits();
        CompletableFuture<Void> deadLettered =
            CompletableFuture.runAsync(() -> receiver.deadLetter(message));
        await().until(() -> log.uncommittedEntries() > 0);
        log.dropUncommitted();
        await().until(deadLettered::isDone);
        assertThat(deadLettered).isCompletedExceptionally();
      }
    }
  }
}
