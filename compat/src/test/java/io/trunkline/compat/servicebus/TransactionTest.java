package io.trunkline.compat.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusTransactionContext;
import com.azure.messaging.servicebus.models.AbandonOptions;
import com.azure.messaging.servicebus.models.CompleteOptions;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import com.azure.messaging.servicebus.models.DeferOptions;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transactions of one entity and of several, with the Java SDK. */
@ExtendWith(SharedNode.class)
class TransactionTest {
  private final Messaging messaging;

  TransactionTest(TestNode node) {
    messaging = new Messaging(node);
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "transactions: send, batch, schedule and settle, commit and roll back",
      client = Client.SERVICE_BUS_JAVA)
  void oneEntityCommitsOrRollsBack() {
    messaging.queue("transacted", "{}");
    try (ServiceBusSenderClient sender = messaging.sender("transacted");
        ServiceBusReceiverClient receiver = messaging.receiver("transacted")) {
      ServiceBusTransactionContext rolledBack = sender.createTransaction();
      sender.sendMessage(new ServiceBusMessage("never"), rolledBack);
      sender.rollbackTransaction(rolledBack);

      ServiceBusTransactionContext sending = sender.createTransaction();
      sender.sendMessage(new ServiceBusMessage("1"), sending);
      ServiceBusMessageBatch batch = sender.createMessageBatch();
      batch.tryAddMessage(new ServiceBusMessage("2"));
      batch.tryAddMessage(new ServiceBusMessage("3"));
      sender.sendMessages(batch, sending);
      long number =
          sender.scheduleMessage(
              new ServiceBusMessage("later"),
              OffsetDateTime.now(ZoneOffset.UTC).plusHours(1),
              sending);
      assertThat(receiver.peekMessage()).isNull();
      sender.commitTransaction(sending);
      sender.cancelScheduledMessage(number);

      ServiceBusReceivedMessage first = Messaging.next(receiver);
      assertThat(first.getBody()).hasToString("1");
      ServiceBusReceivedMessage second = Messaging.next(receiver);
      ServiceBusReceivedMessage third = Messaging.next(receiver);
      ServiceBusTransactionContext settling = receiver.createTransaction();
      receiver.complete(first, new CompleteOptions().setTransactionContext(settling));
      receiver.deadLetter(
          second,
          new DeadLetterOptions()
              .setDeadLetterReason("transacted")
              .setTransactionContext(settling));
      receiver.defer(third, new DeferOptions().setTransactionContext(settling));
      receiver.commitTransaction(settling);

      ServiceBusReceivedMessage deferred =
          receiver.receiveDeferredMessage(third.getSequenceNumber());
      ServiceBusTransactionContext last = receiver.createTransaction();
      receiver.complete(deferred, new CompleteOptions().setTransactionContext(last));
      receiver.commitTransaction(last);
      assertThat(receiver.peekMessage(0)).isNull();

      sender.sendMessage(new ServiceBusMessage("kept"));
      ServiceBusTransactionContext undone = receiver.createTransaction();
      receiver.complete(
          Messaging.next(receiver), new CompleteOptions().setTransactionContext(undone));
      receiver.rollbackTransaction(undone);
      assertThat(receiver.peekMessage(0).getBody()).hasToString("kept");
    }
    assertThat(messaging.administration().getQueueRuntimeProperties("transacted"))
        .satisfies(
            left -> {
              assertThat(left.getDeadLetterMessageCount()).isEqualTo(1);
              assertThat(left.getTotalMessageCount()).isEqualTo(2);
            });
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "transactions across entities",
      client = Client.SERVICE_BUS_JAVA)
  void severalEntitiesCommitTogether() {
    messaging.queue("work", "{}");
    messaging.put("topics/results", "{}");
    messaging.put("topics/results/subscriptions/all", "{}");
    ServiceBusClientBuilder builder = messaging.clients().enableCrossEntityTransactions();
    try (ServiceBusReceiverClient work =
            builder.receiver().queueName("work").disableAutoComplete().buildClient();
        ServiceBusSenderClient results = builder.sender().topicName("results").buildClient();
        ServiceBusSenderClient again = messaging.sender("work");
        ServiceBusReceiverClient all =
            messaging
                .clients()
                .receiver()
                .topicName("results")
                .subscriptionName("all")
                .disableAutoComplete()
                .buildClient()) {
      again.sendMessage(new ServiceBusMessage("job"));
      again.sendMessage(new ServiceBusMessage("other job"));
      ServiceBusReceivedMessage job = Messaging.next(work);
      ServiceBusReceivedMessage otherJob = Messaging.next(work);

      ServiceBusTransactionContext undone = work.createTransaction();
      results.sendMessage(new ServiceBusMessage("wrong"), undone);
      work.abandon(otherJob, new AbandonOptions().setTransactionContext(undone));
      work.rollbackTransaction(undone);

      ServiceBusTransactionContext done = work.createTransaction();
      work.complete(job, new CompleteOptions().setTransactionContext(done));
      results.sendMessage(new ServiceBusMessage("right"), done);
      assertThat(all.peekMessage()).isNull();
      work.commitTransaction(done);

      assertThat(Messaging.next(all).getBody()).hasToString("right");
      assertThat(work.peekMessage(0).getBody()).hasToString("other job");
      assertThat(work.peekMessage(0).getDeliveryCount()).isZero();
    }
  }

  /** The SDK itself does not look at the outcome of a send in a transaction. */
  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "transactions: a refused operation makes the commit fail; an ended one is unknown",
      client = Client.SERVICE_BUS_JAVA)
  void aRefusedOperationMakesTheCommitFail() {
    messaging.queue("alone", "{}");
    messaging.queue("other", "{}");
    ServiceBusClientBuilder builder = messaging.clients();
    try (ServiceBusSenderClient sender = builder.sender().queueName("alone").buildClient();
        ServiceBusSenderClient other = builder.sender().queueName("other").buildClient();
        ServiceBusReceiverClient receiver = messaging.receiver("alone")) {
      ServiceBusTransactionContext transaction = sender.createTransaction();
      sender.sendMessage(new ServiceBusMessage("1"), transaction);
      other.sendMessage(new ServiceBusMessage("2"), transaction);
      assertThatThrownBy(() -> sender.commitTransaction(transaction))
          .hasMessageContaining("session of the coordinator");
      assertThat(receiver.peekMessage()).isNull();
      assertThatThrownBy(() -> sender.commitTransaction(transaction))
          .hasMessageContaining("unknown or has ended");
    }
  }
}
