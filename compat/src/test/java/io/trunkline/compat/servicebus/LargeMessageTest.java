package io.trunkline.compat.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusTransactionContext;
import com.azure.messaging.servicebus.models.CompleteOptions;
import com.azure.messaging.servicebus.models.ServiceBusReceiveMode;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Messages of many megabytes in a Premium namespace, on a node with little memory. */
@ExtendWith(SharedNode.class)
class LargeMessageTest {
  private static final int BYTES = Integer.getInteger("trunkline.large.megabytes", 20) << 20;

  private final PremiumNamespace premium;

  LargeMessageTest(TestNode node) {
    premium = new PremiumNamespace(node);
  }

  private static byte[] content(int seed) {
    byte[] bytes = new byte[BYTES];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature =
          "large messages (Premium): send, peek, peek-lock, defer, receive and delete, transaction",
      client = Client.SERVICE_BUS_JAVA)
  void largeMessagesAreStreamed() {
    premium.queue("large", "{\"maxMessageSizeInKilobytes\":102400}");
    byte[] first = content(1);
    byte[] second = content(2);
    try (ServiceBusSenderClient sender =
            premium.clients().sender().queueName("large").buildClient();
        ServiceBusReceiverClient receiver =
            premium.clients().receiver().queueName("large").disableAutoComplete().buildClient();
        ServiceBusReceiverClient deleter =
            premium
                .clients()
                .receiver()
                .queueName("large")
                .receiveMode(ServiceBusReceiveMode.RECEIVE_AND_DELETE)
                .buildClient()) {
      ServiceBusMessage message = new ServiceBusMessage(BinaryData.fromBytes(first));
      message.getApplicationProperties().put("seed", 1);
      sender.sendMessage(message);
      ServiceBusTransactionContext transaction = sender.createTransaction();
      sender.sendMessage(new ServiceBusMessage(BinaryData.fromBytes(second)), transaction);
      sender.commitTransaction(transaction);
      sender.sendMessage(new ServiceBusMessage("small"));

      assertThat(receiver.peekMessage().getBody().getLength()).isEqualTo(BYTES);
      ServiceBusReceivedMessage received = Messaging.next(receiver);
      assertThat(Arrays.equals(received.getBody().toBytes(), first)).isTrue();
      assertThat(received.getApplicationProperties()).containsEntry("seed", 1);
      receiver.defer(received);
      ServiceBusReceivedMessage deferred =
          receiver.receiveDeferredMessage(received.getSequenceNumber());
      assertThat(Arrays.equals(deferred.getBody().toBytes(), first)).isTrue();
      receiver.complete(deferred);
      ServiceBusReceivedMessage deleted = Messaging.next(deleter);
      assertThat(Arrays.equals(deleted.getBody().toBytes(), second)).isTrue();
      ServiceBusReceivedMessage small = Messaging.next(receiver);
      ServiceBusTransactionContext settling = receiver.createTransaction();
      receiver.complete(small, new CompleteOptions().setTransactionContext(settling));
      receiver.commitTransaction(settling);
      assertThat(receiver.peekMessage(0)).isNull();
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "large messages (Premium): above the entity's limit is MessageSizeExceeded",
      client = Client.SERVICE_BUS_JAVA)
  void theEntitysOwnLimitHolds() {
    premium.queue("limited", "{\"maxMessageSizeInKilobytes\":2048}");
    try (ServiceBusSenderClient sender =
        premium.clients().sender().queueName("limited").buildClient()) {
      assertThatThrownBy(
              () ->
                  sender.sendMessage(
                      new ServiceBusMessage(BinaryData.fromBytes(new byte[3 << 20]))))
          .isInstanceOfSatisfying(
              ServiceBusException.class,
              refused ->
                  assertThat(refused.getReason())
                      .isEqualTo(ServiceBusFailureReason.MESSAGE_SIZE_EXCEEDED));
      sender.sendMessage(new ServiceBusMessage(BinaryData.fromBytes(new byte[2_000_000])));
    }
  }
}
