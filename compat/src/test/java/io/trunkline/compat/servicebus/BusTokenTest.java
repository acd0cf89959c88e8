package io.trunkline.compat.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.AmqpTransportType;
import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestApplication;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** TLS and tokens: azure-identity gets them, role assignments say what they are good for. */
@ExtendWith(SharedNode.class)
class BusTokenTest {
  private static final String DATA_SENDER = "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39";
  private static final String DATA_RECEIVER = "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0";

  private final TestNode node;
  private final Messaging messaging;

  BusTokenTest(TestNode node) {
    this.node = node;
    messaging = new Messaging(node);
  }

  private ServiceBusClientBuilder clients(TokenCredential credential) {
    return new ServiceBusClientBuilder()
        .credential(Messaging.NAMESPACE + ".servicebus.windows.net", credential)
        .customEndpointAddress("https://localhost:" + node.endpoints().amqps())
        .retryOptions(new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(Messaging.WAIT));
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "TLS and tokens: role assignments decide who sends and who receives",
      client = Client.SERVICE_BUS_JAVA)
  void rolesDecideWhoSendsAndWhoReceives() {
    String queue = messaging.queue("guarded", "{}");
    TestApplication writer = TestApplication.register(node, "writer");
    writer.assign(DATA_SENDER, queue);
    TestApplication reader = TestApplication.register(node, "reader");
    reader.assign(DATA_RECEIVER, messaging.namespace());
    try (ServiceBusSenderClient sender =
            clients(writer.credential()).sender().queueName("guarded").buildClient();
        ServiceBusReceiverClient receiver =
            clients(reader.credential())
                .receiver()
                .queueName("guarded")
                .disableAutoComplete()
                .buildClient();
        ServiceBusSenderClient reading =
            clients(reader.credential()).sender().queueName("guarded").buildClient()) {
      sender.sendMessage(new ServiceBusMessage("over TLS"));
      ServiceBusReceivedMessage message = Messaging.next(receiver);
      assertThat(message.getBody()).hasToString("over TLS");
      receiver.complete(message);
      assertThatThrownBy(() -> reading.sendMessage(new ServiceBusMessage("not allowed")))
          .isInstanceOfSatisfying(
              ServiceBusException.class,
              e -> assertThat(e.getReason()).isEqualTo(ServiceBusFailureReason.UNAUTHORIZED));
      assertThat(receiver.peekMessage()).isNull();
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "AMQP over WebSocket",
      client = Client.SERVICE_BUS_JAVA)
  void aWebSocketCarriesMessages() {
    String queue = messaging.queue("websocket", "{}");
    TestApplication writer = TestApplication.register(node, "websocket-writer");
    writer.assign(DATA_SENDER, queue);
    try (ServiceBusSenderClient sender =
            clients(writer.credential())
                .customEndpointAddress(node.endpoints().httpsBase())
                .transportType(AmqpTransportType.AMQP_WEB_SOCKETS)
                .sender()
                .queueName("websocket")
                .buildClient();
        ServiceBusReceiverClient receiver = messaging.receiver("websocket")) {
      sender.sendMessage(new ServiceBusMessage("x".repeat(20_000)));
      ServiceBusReceivedMessage message = Messaging.next(receiver);
      assertThat(message.getBody().getLength()).isEqualTo(20_000);
      receiver.complete(message);
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "a token for another audience is refused",
      client = Client.SERVICE_BUS_JAVA)
  void aTokenForAnotherAudienceIsRefused() {
    messaging.queue("other-audience", "{}");
    TokenCredential administrator = node.administratorCredential();
    TokenCredential wrong =
        request ->
            administrator.getToken(
                new TokenRequestContext().addScopes("https://management.azure.com/.default"));
    refused(wrong, "other-audience");
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "a token with a broken signature is refused",
      client = Client.SERVICE_BUS_JAVA)
  void aTokenWithABrokenSignatureIsRefused() {
    messaging.queue("broken-token", "{}");
    TokenCredential administrator = node.administratorCredential();
    TokenCredential broken =
        request ->
            administrator
                .getToken(request)
                .map(
                    token ->
                        new AccessToken(
                            token.getToken().substring(0, token.getToken().length() - 8)
                                + "AAAAAAAA",
                            token.getExpiresAt()));
    refused(broken, "broken-token");
  }

  private void refused(TokenCredential credential, String queue) {
    try (ServiceBusSenderClient sender =
        clients(credential).sender().queueName(queue).buildClient()) {
      assertThatThrownBy(() -> sender.sendMessage(new ServiceBusMessage("not allowed")))
          .isInstanceOfSatisfying(
              ServiceBusException.class,
              e -> assertThat(e.getReason()).isEqualTo(ServiceBusFailureReason.UNAUTHORIZED));
    }
  }
}
