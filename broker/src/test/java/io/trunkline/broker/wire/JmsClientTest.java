package io.trunkline.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The JMS client of Apache Qpid, unmodified: SASL PLAIN, settling in its own way. */
class JmsClientTest {
  private static final long WAIT = 10_000;
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

  private static JmsConnectionFactory factory(String password) {
    return new JmsConnectionFactory(
        "RootManageSharedAccessKey", password, "amqp://localhost:" + server.port());
  }

  @Test
  void sendsAndReceives() throws JMSException {
    broker.queue("jms", false);
    try (Connection connection = factory(TestBroker.KEY).createConnection();
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE)) {
      connection.start();
      MessageProducer producer = session.createProducer(session.createQueue("jms"));
      TextMessage text = session.createTextMessage("hello");
      text.setStringProperty("colour", "red");
      text.setIntProperty("size", 3);
      producer.send(text);
      BytesMessage bytes = session.createBytesMessage();
      bytes.writeBytes(new byte[] {1, 2, 3});
      producer.send(bytes);

      MessageConsumer consumer = session.createConsumer(session.createQueue("jms"));
      TextMessage received = (TextMessage) consumer.receive(WAIT);
      assertThat(received.getText()).isEqualTo("hello");
      assertThat(received.getStringProperty("colour")).isEqualTo("red");
      assertThat(received.getIntProperty("size")).isEqualTo(3);
      assertThat(((BytesMessage) consumer.receive(WAIT)).getBodyLength()).isEqualTo(3);
      received.acknowledge();
      assertThat(consumer.receiveNoWait()).isNull();
    }
  }

  @Test
  void redeliversAfterRecover() throws JMSException {
    broker.queue("recover", false);
    try (Connection connection = factory(TestBroker.KEY).createConnection();
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE)) {
      connection.start();
      session
          .createProducer(session.createQueue("recover"))
          .send(session.createTextMessage("again"));
      MessageConsumer consumer = session.createConsumer(session.createQueue("recover"));
      assertThat(consumer.receive(WAIT).getJMSRedelivered()).isFalse();
      session.recover();
      TextMessage again = (TextMessage) consumer.receive(WAIT);
      assertThat(again.getText()).isEqualTo("again");
      assertThat(again.getJMSRedelivered()).isTrue();
      again.acknowledge();
    }
  }

  @Test
  void refusesWrongKeysAndMissingQueues() throws JMSException {
    assertThatThrownBy(
            () -> {
              try (Connection connection = factory("wrong").createConnection()) {
                connection.start();
              }
            })
        .isInstanceOf(JMSException.class)
        .hasMessageContaining("SASL: PLAIN");
    try (Connection connection = factory(TestBroker.KEY).createConnection();
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
      connection.start();
      assertThatThrownBy(() -> session.createConsumer(session.createQueue("nowhere")))
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("could not be found");
    }
  }
}
