package io.trunkline.compat.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.spring.messaging.servicebus.core.ServiceBusTemplate;
import io.trunkline.compat.jms.Jms;
import io.trunkline.compat.node.SharedNode;
import io.trunkline.compat.node.TestNode;
import io.trunkline.compat.parity.Client;
import io.trunkline.compat.parity.Parity;
import io.trunkline.compat.parity.Service;
import io.trunkline.compat.servicebus.Messaging;
import jakarta.jms.ConnectionFactory;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.messaging.support.MessageBuilder;

/** A Spring Boot application with both starters, as their samples write it. */
@ExtendWith(SharedNode.class)
class SpringTest {
  private static final long SECONDS = 20;

  private static Messaging messaging;
  private static ConfigurableApplicationContext application;
  private static SpringListeners listeners;

  @BeforeAll
  static void start(TestNode node) {
    messaging = new Messaging(node);
    messaging.queue("spring-jms", "{}");
    messaging.put("topics/spring-news", "{}");
    messaging.queue("spring-messaging", "{}");
    System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
    application =
        new SpringApplicationBuilder(SpringListeners.class)
            .web(WebApplicationType.NONE)
            .bannerMode(Banner.Mode.OFF)
            .properties(
                Map.of(
                    "spring.jms.servicebus.connection-string",
                    node.connectionString(),
                    "spring.jms.servicebus.pricing-tier",
                    "premium",
                    "spring.cloud.azure.servicebus.connection-string",
                    node.connectionString(),
                    "spring.cloud.azure.servicebus.entity-type",
                    "queue"))
            .initializers(
                context ->
                    // the starter's own factory drops the port; this one is Azure's, too
                    ((GenericApplicationContext) context)
                        .registerBean(
                            ConnectionFactory.class,
                            () -> shared(Jms.azure(node)),
                            definition -> definition.setPrimary(true)))
            .run();
    listeners = application.getBean(SpringListeners.class);
  }

  /** As the starter has it: one connection for all, with the client id of durable subscriptions. */
  private static ConnectionFactory shared(ConnectionFactory factory) {
    CachingConnectionFactory shared = new CachingConnectionFactory(factory);
    shared.setClientId("spring");
    return shared;
  }

  @AfterAll
  static void stop() {
    System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
    if (application != null) {
      application.close();
    }
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "Spring: JmsTemplate and @JmsListener, queues and topics",
      client = Client.SPRING_JMS)
  void listensThroughJms() throws InterruptedException {
    JmsTemplate template = application.getBean(JmsTemplate.class);
    template.convertAndSend("spring-jms", "to a queue");
    assertThat(listeners.jms.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("to a queue");
    // what is sent before the listener has its subscription goes to nobody
    await()
        .until(
            () ->
                messaging.administration().listSubscriptions("spring-news").stream().count() == 1);
    template.setPubSubDomain(true);
    template.convertAndSend("spring-news", "to a topic");
    assertThat(listeners.news.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("to a topic");
  }

  @Test
  @Parity(
      service = Service.SERVICE_BUS,
      feature = "Spring: ServiceBusTemplate and @ServiceBusListener",
      client = Client.SPRING_MESSAGING)
  void listensThroughTheTemplate() throws InterruptedException {
    application
        .getBean(ServiceBusTemplate.class)
        .send(
            "spring-messaging",
            MessageBuilder.withPayload("hello").setHeader("region", "eu").build());
    assertThat(listeners.messages.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("hello from eu");
  }
}
