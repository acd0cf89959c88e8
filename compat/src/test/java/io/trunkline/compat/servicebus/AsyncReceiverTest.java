package io.trunkline.compat.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusProcessorClient;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClient;
import com.azure.messaging.servicebus.administration.models.EntityStatus;
import com.azure.messaging.servicebus.administration.models.QueueProperties;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The reactive receiver, the processor of sessions, and queues whose status changes. */
@ExtendWith(SharedNode.class)
class AsyncReceiverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final TestNode node;
  private final Messaging messaging;

  AsyncReceiverTest(TestNode node) {
    this.node = node;
    messaging = new Messaging(node);
  }

  private static List<ServiceBusMessage> numbered(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new ServiceBusMessage(Integer.toString(i)))
        .toList();
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "asynchronous receiver: messages come as they are sent, settled one by one",
      client = Client.SERVICE_BUS_JAVA)
  void theReactiveReceiverGetsWhatIsSentAndSettlesIt() {
    messaging.queue("reactive", "{}");
    List<String> received = new CopyOnWriteArrayList<>();
    try (ServiceBusSenderClient sender =
            messaging.clients().sender().queueName("reactive").buildClient();
        ServiceBusReceiverAsyncClient receiver =
            messaging
                .clients()
                .receiver()
                .queueName("reactive")
                .disableAutoComplete()
                .buildAsyncClient()) {
      var receiving =
          receiver
              .receiveMessages()
              .concatMap(
                  message ->
                      receiver
                          .complete(message)
                          .doOnSuccess(done -> received.add(message.getBody().toString())))
              .subscribe();
      sender.sendMessages(numbered(20));
      await().atMost(PATIENCE).until(() -> received.size() == 20);
      receiving.dispose();
    }
    assertThat(received).containsExactlyElementsOf(bodies(20));
    assertThat(messaging.administration().getQueueRuntimeProperties("reactive"))
        .satisfies(counts -> assertThat(counts.getTotalMessageCount()).isZero());
  }

  private static List<String> bodies(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "session processor: several sessions at once, each in its order",
      client = Client.SERVICE_BUS_JAVA)
  void theSessionProcessorKeepsTheOrderOfEachSession() {
    messaging.queue("session-processor", "{\"requiresSession\": true}");
    Map<String, List<String>> received = new ConcurrentHashMap<>();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    try (ServiceBusSenderClient sender =
            messaging.clients().sender().queueName("session-processor").buildClient();
        ServiceBusProcessorClient processor =
            messaging
                .clients()
                .sessionProcessor()
                .queueName("session-processor")
                .maxConcurrentSessions(3)
                .processMessage(
                    context -> {
                      ServiceBusReceivedMessage message = context.getMessage();
                      received
                          .computeIfAbsent(
                              message.getSessionId(), id -> new CopyOnWriteArrayList<>())
                          .add(message.getBody().toString());
                    })
                .processError(context -> failures.add(context.getException()))
                .buildProcessorClient()) {
      for (String session : List.of("a", "b", "c")) {
        sender.sendMessages(
            numbered(10).stream().map(message -> message.setSessionId(session)).toList());
      }
      processor.start();
      await()
          .atMost(PATIENCE)
          .until(() -> received.values().stream().mapToInt(List::size).sum() == 30);
    }
    assertThat(received).containsOnlyKeys("a", "b", "c");
    assertThat(received.values()).allSatisfy(got -> assertThat(got).isEqualTo(bodies(10)));
    assertThat(failures).isEmpty();
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "entity status: a disabled queue refuses sends, and takes them again",
      client = Client.SERVICE_BUS_JAVA)
  void aQueueThatIsDisabledRefusesAnOpenSender() {
    messaging.queue("switched", "{}");
    ServiceBusAdministrationClient administration = messaging.administration();
    try (ServiceBusSenderClient sender =
        new ServiceBusClientBuilder()
            .connectionString(node.connectionString())
            .retryOptions(new AmqpRetryOptions().setMaxRetries(1))
            .sender()
            .queueName("switched")
            .buildClient()) {
      sender.sendMessage(new ServiceBusMessage("before"));

      QueueProperties queue = administration.getQueue("switched");
      administration.updateQueue(queue.setStatus(EntityStatus.SEND_DISABLED));
      assertThatThrownBy(() -> sender.sendMessage(new ServiceBusMessage("refused")))
          .isInstanceOfSatisfying(
              ServiceBusException.class,
              refusal ->
                  assertThat(refusal.getReason())
                      .isEqualTo(ServiceBusFailureReason.MESSAGING_ENTITY_DISABLED));
      assertThat(administration.getQueue("switched").getStatus())
          .isEqualTo(EntityStatus.SEND_DISABLED);

      administration.updateQueue(queue.setStatus(EntityStatus.ACTIVE));
      sender.sendMessage(new ServiceBusMessage("after"));
    }
    assertThat(administration.getQueueRuntimeProperties("switched").getActiveMessageCount())
        .isEqualTo(2);
  }
}
