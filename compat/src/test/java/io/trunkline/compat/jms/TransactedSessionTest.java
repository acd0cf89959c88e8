package io.trunkline.compat.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.compat.servicebus.Messaging;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions whose sends and receives are one transaction until the next commit. */
@ExtendWith(SharedNode.class)
class TransactedSessionTest {
  private final TestNode node;
  private final Messaging messaging;

  TransactedSessionTest(TestNode node) {
    this.node = node;
    messaging = new Messaging(node);
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "transactions: JMS transacted sessions over several queues",
      client = Client.QPID_JMS)
  void qpidCommitsAndRollsBack() throws JMSException {
    commitsAndRollsBack(Jms.qpid(node), "qpid");
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "transactions: JMS transacted sessions over several queues",
      client = Client.AZURE_JMS)
  void azureCommitsAndRollsBack() throws JMSException {
    commitsAndRollsBack(Jms.azure(node), "azure");
  }

  private void commitsAndRollsBack(ConnectionFactory factory, String prefix) throws JMSException {
    messaging.queue(prefix + "-in", "{}");
    messaging.queue(prefix + "-out", "{}");
    try (Connection connection = factory.createConnection();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Session observer = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
      connection.start();
      MessageProducer in = session.createProducer(session.createQueue(prefix + "-in"));
      in.send(session.createTextMessage("first"));
      session.rollback();
      in.send(session.createTextMessage("work"));
      session.commit();

      MessageConsumer work = session.createConsumer(session.createQueue(prefix + "-in"));
      MessageProducer out = session.createProducer(session.createQueue(prefix + "-out"));
      MessageConsumer result = observer.createConsumer(observer.createQueue(prefix + "-out"));
      assertThat(Jms.text(work)).isEqualTo("work");
      out.send(session.createTextMessage("wrong"));
      session.rollback();

      Message again = work.receive(Jms.WAIT);
      assertThat(again.getBody(String.class)).isEqualTo("work");
      assertThat(again.getJMSRedelivered()).isTrue();
      out.send(session.createTextMessage("right"));
      session.commit();

      assertThat(Jms.text(result)).isEqualTo("right");
      assertThat(work.receiveNoWait()).isNull();
      session.commit();
    }
  }
}
