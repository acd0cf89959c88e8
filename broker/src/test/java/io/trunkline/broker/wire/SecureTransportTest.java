package io.trunkline.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.AmqpTransportType;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.trunkline.net.tls.NodeCertificates;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java SDK over TLS and over WebSocket, trusting the node's own authority. */
class SecureTransportTest {
  @TempDir static Path directory;
  private static SSLContext before;
  private static NodeCertificates certificates;
  private static TestBroker broker;
  private static WireServer server;

  @BeforeAll
  static void start() throws Exception {
    certificates =
        NodeCertificates.open(
            directory, NodeCertificates.names("localhost"), InstantSource.system());
    before = SSLContext.getDefault();
    SSLContext.setDefault(certificates.clientContext());
    broker = new TestBroker();
    server = new WireServer(broker.service());
  }

  @AfterAll
  static void stop() {
    SSLContext.setDefault(before);
    server.close();
    broker.close();
  }

  private static ServiceBusClientBuilder builder(int port) {
    return new ServiceBusClientBuilder()
        .connectionString(
            "Endpoint=sb://localhost/;SharedAccessKeyName=RootManageSharedAccessKey;"
                + "SharedAccessKey="
                + TestBroker.KEY)
        .customEndpointAddress("https://localhost:" + port)
        .retryOptions(
            new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(Duration.ofSeconds(10)));
  }

  private static void roundTrip(ServiceBusClientBuilder builder, String queue, int size) {
    broker.queue(queue, false);
    try (ServiceBusSenderClient sender = builder.sender().queueName(queue).buildClient();
        ServiceBusReceiverClient receiver =
            builder.receiver().queueName(queue).disableAutoComplete().buildClient()) {
      String body = "x".repeat(size);
      sender.sendMessage(new ServiceBusMessage(body));
      receiver
          .receiveMessages(1, Duration.ofSeconds(10))
          .forEach(
              message -> {
                assertThat(message.getBody()).hasToString(body);
                receiver.complete(message);
              });
      assertThat(receiver.peekMessage()).isNull();
    }
  }

  @Test
  void speaksOverTls() {
    roundTrip(builder(server.listenSecurely(certificates)), "tls", 100);
  }

  @Test
  void aClientCertificateIsACredential() throws Exception {
    broker.queue("certified", false);
    Vertx vertx = Vertx.vertx();
    SSLContext withKey = SSLContext.getInstance("TLS");
    withKey.init(
        certificates.keyCertOptions().getKeyManagerFactory(vertx).getKeyManagers(),
        certificates.trustOptions().getTrustManagerFactory(vertx).getTrustManagers(),
        null);
    int port = server.listenSecurely(certificates);
    try (RawClient client =
        new RawClient(withKey.getSocketFactory().createSocket("localhost", port))) {
      assertThat(client.open("EXTERNAL", "")).isZero();
      client.send(Frames.receiver("r", "certified"));
      assertThat(client.await(Attach.class).getSource()).isNotNull();
    }
    try (RawClient client =
        new RawClient(
            certificates.clientContext().getSocketFactory().createSocket("localhost", port))) {
      assertThat(client.open("EXTERNAL", "")).as("without one, tokens decide").isZero();
      client.send(Frames.receiver("r", "certified"));
      assertThat(client.await(Attach.class).getSource()).isNull();
    }
    vertx.close().await();
  }

  @Test
  void speaksOverWebSockets() {
    roundTrip(
        builder(server.listenForWebSockets(certificates))
            .transportType(AmqpTransportType.AMQP_WEB_SOCKETS),
        "websocket",
        50_000);
  }
}
