package io.trunkline.quickstart;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusProcessorClient;
import io.trunkline.net.codec.Json;

/** A consumer of a topic subscription, written with the Azure SDK for Java. */
public final class JavaSubscriber implements AutoCloseable {
  private final ServiceBusProcessorClient processor;

  public JavaSubscriber(String connectionString, String subscription, Ledger ledger) {
    this.processor =
        new ServiceBusClientBuilder()
            .connectionString(connectionString)
            .processor()
            .topicName("order-events")
            .subscriptionName(subscription)
            .processMessage(
                context ->
                    ledger.saw(
                        subscription,
                        Json.parse(context.getMessage().getBody().toBytes())
                            .path("orderId")
                            .asText()))
            .processError(
                context ->
                    System.err.println(subscription + ": " + context.getException().getMessage()))
            .buildProcessorClient();
    processor.start();
  }

  @Override
  public void close() {
    processor.close();
  }
}
