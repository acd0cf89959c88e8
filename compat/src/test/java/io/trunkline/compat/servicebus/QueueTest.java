package io.trunkline.compat.servicebus;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import com.azure.messaging.servicebus.models.ServiceBusReceiveMode;
import com.azure.messaging.servicebus.models.SubQueue;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Queues, with the emulator's connection string on plain AMQP. */
@ExtendWith(SharedNode.class)
class QueueTest {
  private final Messaging messaging;

  QueueTest(TestNode node) {
    messaging = new Messaging(node);
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "queue: send, peek-lock, abandon, complete",
      client = Client.SERVICE_BUS_JAVA)
  void aMessageIsLockedAbandonedAndCompleted() {
    messaging.queue("settled", "{}");
    try (ServiceBusSenderClient sender = messaging.sender("settled");
        ServiceBusReceiverClient receiver = messaging.receiver("settled")) {
      ServiceBusMessage sent = new ServiceBusMessage("order").setMessageId("m1").setSubject("new");
      sent.getApplicationProperties().put("amount", 250L);
      sender.sendMessage(sent);

      receiver.abandon(Messaging.next(receiver));
      ServiceBusReceivedMessage again = Messaging.next(receiver);
      assertThat(again.getBody()).hasToString("order");
      assertThat(again.getMessageId()).isEqualTo("m1");
      assertThat(again.getSubject()).isEqualTo("new");
      assertThat(again.getApplicationProperties()).containsEntry("amount", 250L);
      assertThat(again.getDeliveryCount()).isEqualTo(1);
      receiver.complete(again);
      assertThat(receiver.peekMessage()).isNull();
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "queue: batch, receive and delete",
      client = Client.SERVICE_BUS_JAVA)
  void aBatchIsReceivedInOrderAndDeleted() {
    messaging.queue("deleted", "{}");
    try (ServiceBusSenderClient sender = messaging.sender("deleted");
        ServiceBusReceiverClient receiver =
            messaging
                .clients()
                .receiver()
                .queueName("deleted")
                .receiveMode(ServiceBusReceiveMode.RECEIVE_AND_DELETE)
                .buildClient()) {
      sender.sendMessages(
          List.of(
              new ServiceBusMessage("1"), new ServiceBusMessage("2"), new ServiceBusMessage("3")));
      List<String> bodies =
          List.of(Messaging.next(receiver), Messaging.next(receiver), Messaging.next(receiver))
              .stream()
              .map(message -> message.getBody().toString())
              .toList();
      assertThat(bodies).containsExactly("1", "2", "3");
      assertThat(receiver.peekMessage()).isNull();
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "queue: dead-letter with reason, read the dead-letter queue",
      client = Client.SERVICE_BUS_JAVA)
  void aPoisonMessageIsDeadLettered() {
    messaging.queue("poisoned", "{}");
    try (ServiceBusSenderClient sender = messaging.sender("poisoned");
        ServiceBusReceiverClient receiver = messaging.receiver("poisoned");
        ServiceBusReceiverClient deadLetters =
            messaging
                .clients()
                .receiver()
                .queueName("poisoned")
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .disableAutoComplete()
                .buildClient()) {
      sender.sendMessage(new ServiceBusMessage("poison"));
      receiver.deadLetter(
          Messaging.next(receiver),
          new DeadLetterOptions()
              .setDeadLetterReason("Invalid")
              .setDeadLetterErrorDescription("no amount"));
      ServiceBusReceivedMessage dead = Messaging.next(deadLetters);
      assertThat(dead.getDeadLetterReason()).isEqualTo("Invalid");
      assertThat(dead.getDeadLetterErrorDescription()).isEqualTo("no amount");
      deadLetters.complete(dead);
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "queue: defer and receive deferred",
      client = Client.SERVICE_BUS_JAVA)
  void aDeferredMessageIsReceivedByItsNumber() {
    messaging.queue("deferred", "{}");
    try (ServiceBusSenderClient sender = messaging.sender("deferred");
        ServiceBusReceiverClient receiver = messaging.receiver("deferred")) {
      sender.sendMessage(new ServiceBusMessage("later"));
      ServiceBusReceivedMessage message = Messaging.next(receiver);
      receiver.defer(message);
      ServiceBusReceivedMessage deferred =
          receiver.receiveDeferredMessage(message.getSequenceNumber());
      assertThat(deferred.getBody()).hasToString("later");
      receiver.complete(deferred);
      assertThat(receiver.peekMessage()).isNull();
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "queue: schedule and cancel",
      client = Client.SERVICE_BUS_JAVA)
  void aScheduledMessageComesWhenItIsTimeAndACancelledOneDoesNot() {
    messaging.queue("scheduled", "{}");
    try (ServiceBusSenderClient sender = messaging.sender("scheduled");
        ServiceBusReceiverClient receiver = messaging.receiver("scheduled")) {
      OffsetDateTime soon = OffsetDateTime.now(ZoneOffset.UTC).plusSeconds(2);
      long cancelled = sender.scheduleMessage(new ServiceBusMessage("cancelled"), soon);
      sender.scheduleMessage(new ServiceBusMessage("soon"), soon);
      sender.cancelScheduledMessage(cancelled);
      ServiceBusReceivedMessage message = Messaging.next(receiver);
      assertThat(message.getBody()).hasToString("soon");
      assertThat(message.getEnqueuedTime()).isAfterOrEqualTo(soon.minusSeconds(1));
      receiver.complete(message);
      assertThat(receiver.peekMessage()).isNull();
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "queue: sessions, session state",
      client = Client.SERVICE_BUS_JAVA)
  void aSessionIsReceivedInOrderAndKeepsItsState() {
    messaging.queue("sessions", "{\"requiresSession\":true}");
    try (ServiceBusSenderClient sender = messaging.sender("sessions");
        ServiceBusSessionReceiverClient sessions =
            messaging
                .clients()
                .sessionReceiver()
                .queueName("sessions")
                .disableAutoComplete()
                .buildClient()) {
      for (String session : List.of("a", "b")) {
        sender.sendMessage(new ServiceBusMessage(session + "1").setSessionId(session));
        sender.sendMessage(new ServiceBusMessage(session + "2").setSessionId(session));
      }
      try (ServiceBusReceiverClient receiver = sessions.acceptSession("b")) {
        receiver.setSessionState("half".getBytes(StandardCharsets.UTF_8));
        for (String body : List.of("b1", "b2")) {
          ServiceBusReceivedMessage message = Messaging.next(receiver);
          assertThat(message.getBody()).hasToString(body);
          receiver.complete(message);
        }
        assertThat(receiver.getSessionState()).asString().isEqualTo("half");
      }
      try (ServiceBusReceiverClient receiver = sessions.acceptNextSession()) {
        assertThat(receiver.getSessionId()).isEqualTo("a");
      }
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "queue: duplicate detection, time to live",
      client = Client.SERVICE_BUS_JAVA)
  void duplicatesAreDroppedAndExpiredMessagesDeadLettered() {
    messaging.queue(
        "watched",
        "{\"requiresDuplicateDetection\":true,\"deadLetteringOnMessageExpiration\":true}");
    try (ServiceBusSenderClient sender = messaging.sender("watched");
        ServiceBusReceiverClient receiver = messaging.receiver("watched");
        ServiceBusReceiverClient deadLetters =
            messaging
                .clients()
                .receiver()
                .queueName("watched")
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .buildClient()) {
      sender.sendMessage(new ServiceBusMessage("once").setMessageId("same"));
      sender.sendMessage(new ServiceBusMessage("twice").setMessageId("same"));
      sender.sendMessage(
          new ServiceBusMessage("short").setTimeToLive(Duration.ofMillis(1)).setMessageId("other"));
      ServiceBusReceivedMessage message = Messaging.next(receiver);
      assertThat(message.getBody()).hasToString("once");
      receiver.complete(message);
      ServiceBusReceivedMessage expired = Messaging.next(deadLetters);
      assertThat(expired.getBody()).hasToString("short");
      assertThat(expired.getDeadLetterReason()).isEqualTo("TTLExpiredException");
      assertThat(receiver.peekMessage()).isNull();
    }
  }
}
