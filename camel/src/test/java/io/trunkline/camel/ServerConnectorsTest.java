package io.trunkline.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.trunkline.net.codec.Json;
import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.broker.BrokerService;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped connectors that need a server: each against the server itself, in this process. */
class ServerConnectorsTest {
  private static final String HOST = "127.0.0.1";

  @Test
  void activeMqGivesAndTakesMessages() throws Exception {
    BrokerService broker = new BrokerService();
    broker.setPersistent(false);
    broker.setUseJmx(false);
    broker.setUseShutdownHook(false);
    broker.addConnector("tcp://127.0.0.1:0");
    broker.start();
    broker.waitUntilStarted();
    try {
      String address = broker.getTransportConnectors().getFirst().getConnectUri().toString();
      Declared connector = Declared.shipped("activemq", "{\"url\":\"%s\"}".formatted(address));
      exchange(connector, new ActiveMQConnectionFactory(address).createConnection());
    } finally {
      broker.stop();
    }
  }

  @Test
  void amqpGivesAndTakesMessages() throws Exception {
    Configuration configuration =
        new ConfigurationImpl().setPersistenceEnabled(false).setSecurityEnabled(false);
    configuration.setJMXManagementEnabled(false);
    int port = Ports.free();
    configuration.addAcceptorConfiguration(
        "amqp", "tcp://127.0.0.1:%d?protocols=AMQP".formatted(port));
    configuration.addAddressSetting("#", new AddressSettings().setAutoCreateQueues(true));
    EmbeddedActiveMQ artemis = new EmbeddedActiveMQ();
    artemis.setConfiguration(configuration);
    artemis.start();
    try {
      String address = "amqp://127.0.0.1:" + port;
      Declared connector =
          Declared.shipped(
              "amqp",
              "{\"url\":\"%s\",\"username\":\"u\",\"password\":\"p)&#w\"}".formatted(address));
      exchange(connector, new JmsConnectionFactory(address).createConnection());
    } finally {
      artemis.stop();
    }
  }

  /** Sends to a client that is not Camel; what a run did not take comes again. */
  private static void exchange(Declared connector, Connection client) throws Exception {
    try (client) {
      client.start();
      Session session = client.createSession(false, Session.AUTO_ACKNOWLEDGE);
      connector.call(
          "send", "{\"queue\":\"out\",\"content\":{\"id\":1},\"correlationId\":\"c-1\"}");
      MessageConsumer consumer = session.createConsumer(session.createQueue("out"));
      TextMessage sent = (TextMessage) consumer.receive(20_000);
      assertThat(sent.getText()).isEqualTo("{\"id\":1}");
      assertThat(sent.getJMSCorrelationID()).isEqualTo("c-1");

      session.createProducer(session.createQueue("in")).send(session.createTextMessage("order 1"));
      String queue = "{\"queue\":\"in\"}";
      JsonNode refused = connector.poll("whenAMessageComes", queue, false).outputs().path("body");
      assertThat(refused.at("/0/content").asText()).isEqualTo("order 1");
      JsonNode again = connector.receive("whenAMessageComes", queue, 1).getFirst();
      assertThat(again.path("content").asText()).isEqualTo("order 1");
      assertThat(again.path("redelivered").asBoolean()).isTrue();
    }
  }

  @Test
  void mailsAreReadOverImapAndDeletedOverPop3() {
    ServerSetup smtp = new ServerSetup(0, HOST, ServerSetup.PROTOCOL_SMTP);
    ServerSetup imap = new ServerSetup(0, HOST, ServerSetup.PROTOCOL_IMAP);
    ServerSetup pop3 = new ServerSetup(0, HOST, ServerSetup.PROTOCOL_POP3);
    GreenMail server = new GreenMail(new ServerSetup[] {smtp, imap, pop3});
    server.start();
    try {
      server.setUser("orders@shop.example", "orders", "s3cr#t&{x");
      GreenMailUtil.sendTextEmail(
          "orders@shop.example",
          "ann@home.example",
          "Order",
          "Two teas",
          server.getSmtp().getServerSetup());
      JsonNode mail =
          Declared.shipped("imap", mailbox(server.getImap().getPort()))
              .receive("whenAMailArrives", "{}", 1)
              .getFirst();
      assertThat(mail.path("subject").asText()).isEqualTo("Order");
      assertThat(mail.path("from").asText()).isEqualTo("ann@home.example");
      assertThat(mail.path("body").asText()).contains("Two teas");
      assertThat(
              Declared.shipped("pop3", mailbox(server.getPop3().getPort()))
                  .receive("whenAMailArrives", "{}", 1))
          .hasSize(1);
      await().until(() -> server.getReceivedMessages().length == 0);
    } finally {
      server.stop();
    }
  }

  private static String mailbox(int port) {
    return "{\"host\":\"%s\",\"port\":%d,\"username\":\"orders\",\"password\":\"s3cr#t&{x\"}"
        .formatted(HOST, port);
  }

  @Test
  void zooKeeperNodesAreWrittenAndDeleted(@TempDir Path directory) throws Exception {
    ZooKeeperServer server =
        new ZooKeeperServer(
            directory.toFile(), directory.toFile(), ZooKeeperServer.DEFAULT_TICK_TIME);
    NIOServerCnxnFactory door = new NIOServerCnxnFactory();
    door.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    door.startup(server);
    String servers = "127.0.0.1:" + door.getLocalPort();
    try (ZooKeeper client = new ZooKeeper(servers, 20_000, event -> {})) {
      Declared connector = Declared.shipped("zookeeper", "{\"servers\":\"%s\"}".formatted(servers));
      connector.call("setNode", "{\"path\":\"/stock\",\"content\":{\"tea\":7}}");
      assertThat(new String(client.getData("/stock", false, null), StandardCharsets.UTF_8))
          .isEqualTo("{\"tea\":7}");
      connector.call("deleteNode", "{\"path\":\"/stock\"}");
      assertThat(client.exists("/stock", false)).isNull();
    } finally {
      door.shutdown();
    }
  }

  @Test
  void aCacheKeepsValuesForOtherRuns() {
    Declared cache = Declared.shipped("cache", "{}");
    cache.call("put", "{\"cache\":\"prices\",\"key\":\"tea\",\"value\":{\"eur\":3}}");
    assertThat(cache.call("get", "{\"cache\":\"prices\",\"key\":\"tea\"}"))
        .isEqualTo(Json.mapper().valueToTree(Map.of("found", true, "value", "{\"eur\":3}")));
    cache.call("invalidate", "{\"cache\":\"prices\",\"key\":\"tea\"}");
    assertThat(
            cache.call("get", "{\"cache\":\"prices\",\"key\":\"tea\"}").path("found").asBoolean())
        .isFalse();
  }
}
