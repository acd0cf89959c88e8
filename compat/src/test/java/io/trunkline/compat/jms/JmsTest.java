package io.trunkline.compat.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.compat.servicebus.Messaging;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What JMS adds to queues and topics, with both of its clients. */
@ExtendWith(SharedNode.class)
class JmsTest {
  private final TestNode node;
  private final Messaging messaging;

  JmsTest(TestNode node) {
    this.node = node;
    messaging = new Messaging(node);
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "JMS: message selectors and queue browsers",
      client = Client.QPID_JMS)
  void qpidSelectsAndBrowses() throws JMSException {
    selectsAndBrowses(Jms.qpid(node), "qpid-selected");
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "JMS: message selectors and queue browsers",
      client = Client.AZURE_JMS)
  void azureSelectsAndBrowses() throws JMSException {
    selectsAndBrowses(Jms.azure(node), "azure-selected");
  }

  private void selectsAndBrowses(ConnectionFactory factory, String name) throws JMSException {
    messaging.queue(name, "{}");
    try (Connection connection = factory.createConnection();
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
      connection.start();
      Queue queue = session.createQueue(name);
      MessageProducer producer = session.createProducer(queue);
      for (int size = 1; size <= 4; size++) {
        TextMessage message = session.createTextMessage("size " + size);
        message.setIntProperty("size", size);
        producer.send(message);
      }
      assertThat(browsed(session.createBrowser(queue)))
          .containsExactly("size 1", "size 2", "size 3", "size 4");
      String middle = "size BETWEEN 2 AND 3";
      assertThat(browsed(session.createBrowser(queue, middle))).containsExactly("size 2", "size 3");
      MessageConsumer selecting = session.createConsumer(queue, middle);
      assertThat(Jms.text(selecting)).isEqualTo("size 2");
      assertThat(Jms.text(selecting)).isEqualTo("size 3");
      assertThat(selecting.receiveNoWait()).isNull();
      selecting.close();
      MessageConsumer rest = session.createConsumer(queue);
      assertThat(Jms.text(rest)).isEqualTo("size 1");
      assertThat(Jms.text(rest)).isEqualTo("size 4");
      assertThatThrownBy(() -> session.createConsumer(queue, "JMSTimestamp > 1"))
          .hasMessageContaining("JMSTimestamp");
    }
  }

  private static List<String> browsed(QueueBrowser browser) throws JMSException {
    List<String> texts = new ArrayList<>();
    Enumeration<?> messages = browser.getEnumeration();
    while (messages.hasMoreElements()) {
      texts.add(((Message) messages.nextElement()).getBody(String.class));
    }
    browser.close();
    return texts;
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "JMS: durable, shared and volatile subscriptions; unsubscribe",
      client = Client.QPID_JMS)
  void qpidSubscribes() {
    subscribes(Jms.qpid(node), Jms.qpid(node), "qpid-news");
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "JMS: durable, shared and volatile subscriptions; unsubscribe",
      client = Client.AZURE_JMS)
  void azureSubscribes() {
    subscribes(Jms.azure(node), Jms.azure(node), "azure-news");
  }

  /** The client names the subscription only: what two topics have under one name stays. */
  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "JMS: a subscription of two topics is not removed on a guess",
      client = Client.QPID_JMS)
  void aNameOnTwoTopicsIsNotRemovedOnAGuess() {
    messaging.put("topics/first-news", "{}");
    messaging.put("topics/second-news", "{}");
    try (JMSContext context = Jms.qpid(node).createContext()) {
      context.setClientID("reader-of-both");
      for (String topic : List.of("first-news", "second-news")) {
        context.createDurableConsumer(context.createTopic(topic), "both").close();
      }
      assertThatThrownBy(() -> context.unsubscribe("both"))
          .hasMessageContaining("first-news")
          .hasMessageContaining("second-news");
      for (String topic : List.of("first-news", "second-news")) {
        assertThat(messaging.administration().listSubscriptions(topic).stream()).hasSize(1);
      }
      messaging.administration().deleteSubscription("second-news", "both$reader-of-both$D");
      context.unsubscribe("both");
      assertThat(messaging.administration().listSubscriptions("first-news").stream()).isEmpty();
    }
  }

  private void subscribes(ConnectionFactory factory, ConnectionFactory second, String name) {
    messaging.put("topics/" + name, "{}");
    try (JMSContext context = factory.createContext();
        JMSContext other = second.createContext()) {
      context.setClientID("reader-" + name);
      Topic topic = context.createTopic(name);
      JMSConsumer unshared = context.createConsumer(topic);
      JMSConsumer durable = context.createDurableConsumer(topic, "kept", "important = TRUE", false);
      JMSConsumer shared = context.createSharedConsumer(topic, "team");
      JMSConsumer alsoShared = context.createSharedConsumer(topic, "team");
      JMSConsumer global = other.createSharedDurableConsumer(other.createTopic(name), "global");
      context.createProducer().send(topic, "plain");
      assertThat(unshared.receiveBody(String.class, Jms.WAIT)).isEqualTo("plain");
      assertThat(global.receiveBody(String.class, Jms.WAIT)).isEqualTo("plain");
      String one = shared.receiveBody(String.class, 1_000);
      String two = alsoShared.receiveBody(String.class, 1_000);
      assertThat(one == null ? two : one).isEqualTo("plain");
      assertThat(one == null || two == null).isTrue();

      durable.close();
      context.createProducer().setProperty("important", true).send(topic, "important");
      JMSConsumer again = context.createDurableConsumer(topic, "kept", "important = TRUE", false);
      assertThat(again.receiveBody(String.class, Jms.WAIT)).isEqualTo("important");
      again.close();
      context.unsubscribe("kept");
      assertThatThrownBy(() -> context.unsubscribe("kept"))
          .isInstanceOf(InvalidDestinationRuntimeException.class);
    }
    await()
        .untilAsserted(
            () ->
                assertThat(messaging.administration().listSubscriptions(name).stream())
                    .extracting(subscription -> subscription.getSubscriptionName())
                    .containsExactly("global$$D"));
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "JMS: temporary queues, replies",
      client = Client.QPID_JMS)
  void qpidRepliesToATemporaryQueue() throws JMSException {
    repliesToATemporaryQueue(Jms.qpid(node), "qpid-asked");
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "JMS: temporary queues, replies",
      client = Client.AZURE_JMS)
  void azureRepliesToATemporaryQueue() throws JMSException {
    repliesToATemporaryQueue(Jms.azure(node), "azure-asked");
  }

  private void repliesToATemporaryQueue(ConnectionFactory factory, String name)
      throws JMSException {
    messaging.queue(name, "{}");
    try (Connection connection = factory.createConnection();
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
      connection.start();
      Queue queue = session.createQueue(name);
      TemporaryQueue replies = session.createTemporaryQueue();
      TextMessage question = session.createTextMessage("how much?");
      question.setJMSReplyTo(replies);
      session.createProducer(queue).send(question);
      Message asked = session.createConsumer(queue).receive(Jms.WAIT);
      session.createProducer(null).send(asked.getJMSReplyTo(), session.createTextMessage("42"));
      MessageConsumer answers = session.createConsumer(replies);
      assertThat(Jms.text(answers)).isEqualTo("42");
      answers.close();
      assertThat(messaging.administration().getQueueExists(replies.getQueueName())).isTrue();
      replies.delete();
      assertThat(messaging.administration().getQueueExists(replies.getQueueName())).isFalse();
      assertThatThrownBy(
              () ->
                  session
                      .createProducer(null)
                      .send(asked.getJMSReplyTo(), session.createTextMessage("too late")))
          .isInstanceOf(JMSException.class);
      assertThat(messaging.administration().getQueueExists(replies.getQueueName())).isFalse();
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "JMS: a client id is used by one connection",
      client = Client.QPID_JMS)
  void aClientIdIsUsedOnce() throws JMSException {
    try (Connection first = Jms.qpid(node).createConnection();
        Connection second = Jms.qpid(node).createConnection()) {
      first.setClientID("only-one");
      assertThatThrownBy(() -> second.setClientID("only-one"))
          .isInstanceOf(InvalidClientIDException.class);
    }
    try (Connection third = Jms.qpid(node).createConnection()) {
      third.setClientID("only-one");
      third.start();
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "JMS: queues and topics are made when they are first used",
      client = Client.AZURE_JMS)
  void whatIsMissingIsMade() {
    try (JMSContext context = Jms.azure(node).createContext()) {
      context.createProducer().send(context.createQueue("made-by-jms"), "first");
      assertThat(
              context
                  .createConsumer(context.createQueue("made-by-jms"))
                  .receiveBody(String.class, Jms.WAIT))
          .isEqualTo("first");
    }
    assertThat(messaging.administration().getQueueExists("made-by-jms")).isTrue();
  }
}
