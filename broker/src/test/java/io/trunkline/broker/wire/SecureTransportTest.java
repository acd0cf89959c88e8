package io.trunkline.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.AmqpTransportType;
import com.azure.core.credential.AccessToken;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClient;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClientBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.trunkline.net.tls.NodeCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

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
  void isAdministeredOverTls() throws Exception {
    SslContext trust =
        SslContextBuilder.forClient().trustManager(certificates.trustManager()).build();
    int port = server.listenForAdministration(broker, certificates);
    // with a credential of its own the client keeps the port, and asks for https as it always does
    ServiceBusAdministrationClient client =
        new ServiceBusAdministrationClientBuilder()
            .credential(
                "localhost:" + port,
                request ->
                    Mono.just(
                        new AccessToken(
                            WireServer.TOKEN, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))))
            .httpClient(
                new NettyAsyncHttpClientBuilder(
                        HttpClient.create().secure(ssl -> ssl.sslContext(trust)))
                    .build())
            .buildClient();
    client.createQueue("administered-over-tls");
    assertThat(client.getQueueExists("administered-over-tls")).isTrue();
  }

  @Test
  void aClientCertificateIsACredentialOverAWebSocketToo() throws Exception {
    broker.queue("certified-web", false);
    Vertx vertx = Vertx.vertx();
    WebSocketClient sockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setSsl(true)
                .setTrustOptions(certificates.trustOptions())
                .setKeyCertOptions(certificates.keyCertOptions()));
    WebSocketConnectOptions where =
        new WebSocketConnectOptions()
            .setHost("localhost")
            .setPort(server.listenForWebSockets(certificates))
            .setURI("/$servicebus/websocket")
            .addSubProtocol("AMQPWSB10");
    try (RawClient client = new RawClient(bridged(sockets.connect(where).await()))) {
      assertThat(client.open("EXTERNAL", "")).isZero();
      client.send(Frames.receiver("r", "certified-web"));
      assertThat(client.await(Attach.class).getSource()).isNotNull();
    } finally {
      vertx.close().await();
    }
  }

  /** Returns a socket whose bytes go over a WebSocket. */
  private static Socket bridged(WebSocket web) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Socket near = new Socket(server.getInetAddress(), server.getLocalPort());
      Socket far = server.accept();
      web.handler(
          bytes -> {
            try {
              far.getOutputStream().write(bytes.getBytes());
            } catch (IOException e) {
              web.close();
            }
          });
      Thread.ofVirtual()
          .start(
              () -> {
                byte[] bytes = new byte[4_096];
                try (far) {
                  int read;
                  while ((read = far.getInputStream().read(bytes)) >= 0) {
                    web.writeBinaryMessage(Buffer.buffer(Arrays.copyOf(bytes, read))).await();
                  }
                } catch (IOException e) {
                  web.close();
                }
              });
      return near;
    }
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
