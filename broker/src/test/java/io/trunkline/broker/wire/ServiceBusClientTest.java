package io.trunkline.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.core.util.BinaryData;
import com.azure.core.util.IterableStream;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusProcessorClient;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import com.azure.messaging.servicebus.models.DeferOptions;
import com.azure.messaging.servicebus.models.ServiceBusReceiveMode;
import com.azure.messaging.servicebus.models.SubQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Java SDK, unmodified, against the AMQP wire. */
class ServiceBusClientTest {
  private static final Duration WAIT = Duration.ofSeconds(10);
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

  private static ServiceBusClientBuilder builder() {
    return builder(server.connectionString());
  }

  private static ServiceBusClientBuilder builder(String connectionString) {
    return new ServiceBusClientBuilder()
        .connectionString(connectionString)
        .retryOptions(
            new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(Duration.ofSeconds(10)));
  }

  private static ServiceBusSenderClient sender(String queue) {
    return builder().sender().queueName(queue).buildClient();
  }

  private static ServiceBusReceiverClient receiver(String queue) {
    return builder().receiver().queueName(queue).disableAutoComplete().buildClient();
  }

  private static ServiceBusReceivedMessage one(ServiceBusReceiverClient receiver) {
    return receiver.receiveMessages(1, WAIT).iterator().next();
  }

  @Test
  void keepsEveryPropertyOfAMessage() {
    broker.queue("properties", false);
    try (ServiceBusSenderClient sender = sender("properties");
        ServiceBusReceiverClient receiver = receiver("properties")) {
      ServiceBusMessage message =
          new ServiceBusMessage(BinaryData.fromString("hello"))
              .setMessageId("id-1")
              .setSubject("greeting")
              .setContentType("text/plain")
              .setCorrelationId("c-1")
              .setTo("somebody")
              .setReplyTo("me")
              .setTimeToLive(Duration.ofHours(2));
      message.getApplicationProperties().put("text", "value");
      message.getApplicationProperties().put("number", 7L);
      message.getApplicationProperties().put("flag", true);
      message.getApplicationProperties().put("when", OffsetDateTime.parse("2026-01-01T00:00Z"));
      sender.sendMessage(message);

      ServiceBusReceivedMessage received = one(receiver);
      assertThat(received.getBody()).hasToString("hello");
      assertThat(received.getMessageId()).isEqualTo("id-1");
      assertThat(received.getSubject()).isEqualTo("greeting");
      assertThat(received.getContentType()).isEqualTo("text/plain");
      assertThat(received.getCorrelationId()).isEqualTo("c-1");
      assertThat(received.getTo()).isEqualTo("somebody");
      assertThat(received.getReplyTo()).isEqualTo("me");
      assertThat(received.getTimeToLive()).isEqualTo(Duration.ofHours(2));
      assertThat(received.getSequenceNumber()).isEqualTo(1);
      assertThat(received.getDeliveryCount()).isZero();
      assertThat(received.getLockToken()).isNotBlank();
      assertThat(received.getLockedUntil()).isAfter(received.getEnqueuedTime());
      assertThat(received.getApplicationProperties())
          .containsAllEntriesOf(
              Map.of(
                  "text",
                  "value",
                  "number",
                  7L,
                  "flag",
                  true,
                  "when",
                  OffsetDateTime.parse("2026-01-01T00:00Z")));
      receiver.complete(received);
    }
  }

  @Test
  void sendsBatchesAndPeeks() {
    broker.queue("batches", false);
    try (ServiceBusSenderClient sender = sender("batches");
        ServiceBusReceiverClient receiver = receiver("batches")) {
      ServiceBusMessageBatch batch = sender.createMessageBatch();
      for (int i = 0; i < 20; i++) {
        assertThat(batch.tryAddMessage(new ServiceBusMessage("m" + i))).isTrue();
      }
      sender.sendMessages(batch);
      IterableStream<ServiceBusReceivedMessage> peeked = receiver.peekMessages(20);
      assertThat(peeked.stream().map(m -> m.getBody().toString()))
          .hasSize(20)
          .startsWith("m0", "m1");
      assertThat(receiver.receiveMessages(20, WAIT).stream().peek(receiver::complete)).hasSize(20);
      assertThat(receiver.peekMessages(1, 1)).isEmpty();
    }
  }

  @Test
  void sendsMessagesLargerThanAFrame() {
    broker.queue("large", false);
    try (ServiceBusSenderClient sender = sender("large");
        ServiceBusReceiverClient receiver = receiver("large")) {
      byte[] body = new byte[200_000];
      Arrays.fill(body, (byte) 7);
      sender.sendMessage(new ServiceBusMessage(BinaryData.fromBytes(body)));
      ServiceBusReceivedMessage received = one(receiver);
      assertThat(received.getBody().toBytes()).isEqualTo(body);
      receiver.complete(received);
    }
  }

  @Test
  void settlesInEveryWay() {
    broker.queue("settle", false);
    try (ServiceBusSenderClient sender = sender("settle");
        ServiceBusReceiverClient receiver = receiver("settle")) {
      sender.sendMessage(new ServiceBusMessage("work"));
      receiver.abandon(one(receiver));
      ServiceBusReceivedMessage again = one(receiver);
      assertThat(again.getDeliveryCount()).isEqualTo(1);
      assertThat(receiver.renewMessageLock(again)).isAfter(OffsetDateTime.now(ZoneOffset.UTC));
      receiver.defer(again, new DeferOptions().setPropertiesToModify(Map.of("why", "later")));

      ServiceBusReceivedMessage deferred =
          receiver.receiveDeferredMessage(again.getSequenceNumber());
      assertThat(deferred.getApplicationProperties()).containsEntry("why", "later");
      receiver.deadLetter(
          deferred,
          new DeadLetterOptions().setDeadLetterReason("bad").setDeadLetterErrorDescription("very"));
    }
    try (ServiceBusReceiverClient dead =
        builder()
            .receiver()
            .queueName("settle")
            .subQueue(SubQueue.DEAD_LETTER_QUEUE)
            .receiveMode(ServiceBusReceiveMode.RECEIVE_AND_DELETE)
            .buildClient()) {
      ServiceBusReceivedMessage message = one(dead);
      assertThat(message.getDeadLetterReason()).isEqualTo("bad");
      assertThat(message.getDeadLetterErrorDescription()).isEqualTo("very");
    }
  }

  @Test
  void deadLettersOverTheLink() {
    broker.queue("poison", false);
    try (ServiceBusSenderClient sender = sender("poison");
        ServiceBusReceiverClient receiver = receiver("poison")) {
      sender.sendMessage(new ServiceBusMessage("bad"));
      receiver.deadLetter(one(receiver), new DeadLetterOptions().setDeadLetterReason("broken"));
    }
    try (ServiceBusReceiverClient dead = receiver("poison/$deadletterqueue")) {
      assertThat(one(dead).getDeadLetterReason()).isEqualTo("broken");
    }
  }

  @Test
  void schedulesAndCancels() {
    broker.queue("scheduled", false);
    try (ServiceBusSenderClient sender = sender("scheduled");
        ServiceBusReceiverClient receiver = receiver("scheduled")) {
      OffsetDateTime due = OffsetDateTime.now(ZoneOffset.UTC).plusDays(1);
      Iterable<Long> numbers =
          sender.scheduleMessages(
              List.of(new ServiceBusMessage("a"), new ServiceBusMessage("b")), due);
      assertThat(numbers).containsExactly(1L, 2L);
      sender.cancelScheduledMessage(1);
      ServiceBusReceivedMessage left = receiver.peekMessage();
      assertThat(left.getBody()).hasToString("b");
      assertThat(left.getScheduledEnqueueTime().toEpochSecond()).isEqualTo(due.toEpochSecond());
    }
  }

  @Test
  void processesConcurrently() {
    broker.queue("processor", false);
    Queue<String> bodies = new ConcurrentLinkedQueue<>();
    try (ServiceBusSenderClient sender = sender("processor");
        ServiceBusProcessorClient processor =
            builder()
                .processor()
                .queueName("processor")
                .maxConcurrentCalls(4)
                .prefetchCount(10)
                .processMessage(context -> bodies.add(context.getMessage().getBody().toString()))
                .processError(context -> bodies.add("error " + context.getException()))
                .buildProcessorClient()) {
      processor.start();
      for (int i = 0; i < 50; i++) {
        sender.sendMessage(new ServiceBusMessage("m" + i));
      }
      Awaitility.await()
          .atMost(WAIT)
          .untilAsserted(() -> assertThat(bodies).hasSize(50).contains("m0", "m49"));
      assertThat(bodies).noneMatch(body -> body.startsWith("error"));
    }
  }

  @Test
  void locksSessions() {
    broker.queue("sessions", true);
    try (ServiceBusSenderClient sender = sender("sessions");
        ServiceBusSessionReceiverClient sessions =
            builder().sessionReceiver().queueName("sessions").disableAutoComplete().buildClient();
        ServiceBusSessionReceiverClient elsewhere =
            builder().sessionReceiver().queueName("sessions").buildClient()) {
      sender.sendMessage(new ServiceBusMessage("one").setSessionId("s1"));
      sender.sendMessage(new ServiceBusMessage("two").setSessionId("s2"));
      try (ServiceBusReceiverClient first = sessions.acceptNextSession();
          ServiceBusReceiverClient second = sessions.acceptSession("s2")) {
        assertThat(first.getSessionId()).isEqualTo("s1");
        first.setSessionState("half".getBytes(StandardCharsets.UTF_8));
        assertThat(first.getSessionState()).asString().isEqualTo("half");
        assertThat(first.renewSessionLock()).isAfter(OffsetDateTime.now(ZoneOffset.UTC));
        ServiceBusReceivedMessage message = one(first);
        assertThat(message.getSessionId()).isEqualTo("s1");
        first.complete(message);
        assertThat(one(second).getBody()).hasToString("two");
        assertThatThrownBy(() -> elsewhere.acceptSession("s2"))
            .isInstanceOfSatisfying(
                AmqpException.class,
                e ->
                    assertThat(e.getErrorCondition())
                        .isEqualTo(AmqpErrorCondition.SESSION_CANNOT_BE_LOCKED));
      }
    }
  }

  @Test
  void refusesWhatIsWrong() {
    broker.queue("refuse", false);
    try (ServiceBusSenderClient missing = sender("nowhere")) {
      assertThatThrownBy(() -> missing.sendMessage(new ServiceBusMessage("x")))
          .isInstanceOfSatisfying(
              ServiceBusException.class,
              e ->
                  assertThat(e.getReason())
                      .isEqualTo(ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND));
    }
    try (ServiceBusSenderClient wrongKey =
        builder(server.connectionString("RootManageSharedAccessKey", "wrong"))
            .sender()
            .queueName("refuse")
            .buildClient()) {
      assertThatThrownBy(() -> wrongKey.sendMessage(new ServiceBusMessage("x")))
          .isInstanceOfSatisfying(
              ServiceBusException.class,
              e -> assertThat(e.getReason()).isEqualTo(ServiceBusFailureReason.UNAUTHORIZED));
    }
    try (ServiceBusSenderClient listener =
        builder(server.connectionString("listen", TestBroker.KEY))
            .sender()
            .queueName("refuse")
            .buildClient()) {
      assertThatThrownBy(() -> listener.sendMessage(new ServiceBusMessage("x")))
          .isInstanceOfSatisfying(
              ServiceBusException.class,
              e -> assertThat(e.getReason()).isEqualTo(ServiceBusFailureReason.UNAUTHORIZED));
    }
  }
}
