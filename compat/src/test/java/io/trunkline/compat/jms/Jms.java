package io.trunkline.compat.jms;

import com.azure.servicebus.jms.ServiceBusJmsConnectionFactory;
import com.azure.servicebus.jms.ServiceBusJmsConnectionFactorySettings;
import io.trunkline.compat.node.TestNode;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import org.apache.qpid.jms.JmsConnectionFactory;

/** How the JMS clients of a node are made. */
public final class Jms {
  /** How long to wait for a message that is on its way, in milliseconds. */
  static final long WAIT = 15_000;

  private static final String KEY_NAME = "RootManageSharedAccessKey";
  private static final String KEY = "SAS_KEY_VALUE";

  private Jms() {}

  /** Returns a factory of plain Qpid JMS connections, without TLS. */
  public static JmsConnectionFactory qpid(TestNode node) {
    return new JmsConnectionFactory(KEY_NAME, KEY, "amqp://localhost:" + node.endpoints().amqp());
  }

  /** Returns Azure's own factory, which always uses TLS. */
  public static ConnectionFactory azure(TestNode node) {
    return new ServiceBusJmsConnectionFactory(
        KEY_NAME,
        KEY,
        "localhost:" + node.endpoints().amqps(),
        new ServiceBusJmsConnectionFactorySettings());
  }

  /** Waits for a message and returns its text. */
  static String text(MessageConsumer consumer) throws JMSException {
    Message message = consumer.receive(WAIT);
    if (message == null) {
      throw new AssertionError("no message came");
    }
    return message.getBody(String.class);
  }
}
