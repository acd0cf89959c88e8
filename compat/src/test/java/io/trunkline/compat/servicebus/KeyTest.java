package io.trunkline.compat.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.HttpResponseException;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys and shared access signatures that are not good for what they are used for. */
@ExtendWith(SharedNode.class)
class KeyTest {
  private final TestNode node;
  private final Messaging messaging;

  KeyTest(TestNode node) {
    this.node = node;
    messaging = new Messaging(node);
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "a wrong key is refused",
      client = Client.SERVICE_BUS_JAVA)
  void aWrongKeyIsRefused() {
    messaging.queue("wrong-key", "{}");
    refused(
        Messaging.clients(
            messaging.connectionString("RootManageSharedAccessKey", "bm90IHRoZSBrZXk=")),
        "wrong-key");
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "a key with Listen alone receives and does not send",
      client = Client.SERVICE_BUS_JAVA)
  void aListenKeyReceivesAndDoesNotSend() {
    messaging.queue("listened", "{}");
    String key = messaging.key("listener", "[\"Listen\"]");
    ServiceBusClientBuilder listener =
        Messaging.clients(messaging.connectionString("listener", key));
    try (ServiceBusSenderClient sender = messaging.sender("listened");
        ServiceBusReceiverClient receiver =
            listener.receiver().queueName("listened").disableAutoComplete().buildClient()) {
      sender.sendMessage(new ServiceBusMessage("allowed"));
      receiver.complete(Messaging.next(receiver));
    }
    refused(listener, "listened");
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "shared access signatures: valid, expired, for another entity",
      client = Client.SERVICE_BUS_JAVA)
  void aSignatureIsGoodForItsEntityUntilItExpires() {
    messaging.queue("signed", "{}");
    messaging.queue("unsigned", "{}");
    String key = messaging.key("signer", "[\"Send\"]");
    Instant soon = Instant.now().plusSeconds(600);
    try (ServiceBusSenderClient sender =
        signed("signed", key, soon).sender().queueName("signed").buildClient()) {
      sender.sendMessage(new ServiceBusMessage("signed"));
    }
    refused(signed("signed", key, Instant.now().minusSeconds(60)), "signed");
    refused(signed("signed", key, soon), "unsigned");
    try (ServiceBusReceiverClient receiver = messaging.receiver("signed")) {
      receiver.complete(Messaging.next(receiver));
      assertThat(receiver.peekMessage()).isNull();
    }
  }

  private ServiceBusClientBuilder signed(String entity, String key, Instant expiry) {
    String resource = encode("sb://localhost/" + entity);
    String signature = encode(sign(resource + "\n" + expiry.getEpochSecond(), key));
    return Messaging.clients(
        "Endpoint=sb://localhost:%d;SharedAccessSignature=SharedAccessSignature sr=%s&sig=%s&se=%d&skn=signer;UseDevelopmentEmulator=true;"
            .formatted(node.endpoints().amqp(), resource, signature, expiry.getEpochSecond()));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String sign(String text, String key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void refused(ServiceBusClientBuilder clients, String queue) {
    try (ServiceBusSenderClient sender = clients.sender().queueName(queue).buildClient()) {
      assertThatThrownBy(() -> sender.sendMessage(new ServiceBusMessage("not allowed")))
          .isInstanceOfSatisfying(
              ServiceBusException.class,
              e -> assertThat(e.getReason()).isEqualTo(ServiceBusFailureReason.UNAUTHORIZED));
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "a missing entity is MessagingEntityNotFound",
      client = Client.SERVICE_BUS_JAVA)
  void aMissingEntityIsNamed() {
    try (ServiceBusSenderClient sender = messaging.sender("missing")) {
      assertThatThrownBy(() -> sender.sendMessage(new ServiceBusMessage("lost")))
          .isInstanceOfSatisfying(
              ServiceBusException.class,
              e ->
                  assertThat(e.getReason())
                      .isEqualTo(ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND))
          .hasMessageContaining("missing");
    }
    assertThatThrownBy(() -> messaging.administration().getQueue("missing"))
        .isInstanceOf(HttpResponseException.class);
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "an oversized message is MessageSizeExceeded",
      client = Client.SERVICE_BUS_JAVA)
  void anOversizedMessageIsRefusedAndTheNextOneTaken() {
    messaging.queue("oversized", "{}");
    try (ServiceBusSenderClient sender = messaging.sender("oversized");
        ServiceBusReceiverClient receiver = messaging.receiver("oversized")) {
      assertThatThrownBy(() -> sender.sendMessage(new ServiceBusMessage(new byte[2 << 20])))
          .isInstanceOfSatisfying(
              ServiceBusException.class,
              e ->
                  assertThat(e.getReason())
                      .isEqualTo(ServiceBusFailureReason.MESSAGE_SIZE_EXCEEDED));
      sender.sendMessage(new ServiceBusMessage("small"));
      receiver.complete(Messaging.next(receiver));
    }
  }
}
