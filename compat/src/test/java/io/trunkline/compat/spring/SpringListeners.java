package io.trunkline.compat.spring;

import com.azure.spring.messaging.implementation.annotation.EnableAzureMessaging;
import com.azure.spring.messaging.servicebus.implementation.core.annotation.ServiceBusListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.jms.annotation.EnableJms;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;

/** Keeps what comes for the tests. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableJms
@EnableAzureMessaging
public class SpringListeners {
  final BlockingQueue<String> jms = new LinkedBlockingQueue<>();
  final BlockingQueue<String> news = new LinkedBlockingQueue<>();
  final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

  @JmsListener(destination = "spring-jms", containerFactory = "jmsListenerContainerFactory")
  void jms(String text) {
    jms.add(text);
  }

  @JmsListener(
      destination = "spring-news",
      containerFactory = "topicJmsListenerContainerFactory",
      subscription = "spring-listener")
  void news(String text) {
    news.add(text);
  }

  @ServiceBusListener(destination = "spring-messaging")
  void message(@Payload String text, @Header("region") String region) {
    messages.add(text + " from " + region);
  }
}
