package io.trunkline.bench.broker;

import com.azure.core.amqp.AmqpTransportType;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusProcessorClient;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** The Azure SDK for Java as a client: what it sends and receives at most. */
final class AzureLoad {
  private static final int CONCURRENT = 256;
  private static final int PREFETCHED = 1_000;
  private static final int HANDLERS = 16;
  private static final long WARM_UP_MILLIS = 3_000;

  private final Broker broker;

  AzureLoad(Broker broker) {
    this.broker = broker;
  }

  private ServiceBusClientBuilder client() {
    return new ServiceBusClientBuilder()
        .connectionString(
            "Endpoint=sb://localhost:%d;SharedAccessKeyName=%s;SharedAccessKey=%s;UseDevelopmentEmulator=true;"
                .formatted(
                    broker.target().port(), broker.target().user(), broker.target().password()))
        .transportType(AmqpTransportType.AMQP);
  }

  /** Sends single messages, many at once. */
  Load.Outcome send(int seconds) throws InterruptedException {
    AtomicLong sent = new AtomicLong();
    byte[] body = new byte[Sending.BODY_BYTES];
    try (ServiceBusSenderAsyncClient sender =
        client().sender().queueName(Trunkline.AZURE).buildAsyncClient()) {
      Disposable sending =
          Flux.range(0, Integer.MAX_VALUE)
              .flatMap(
                  number ->
                      sender
                          .sendMessage(new ServiceBusMessage(body).setMessageId("m" + number))
                          .doOnSuccess(done -> sent.incrementAndGet()),
                  CONCURRENT)
              .subscribe();
      Load.Outcome outcome = count(sent, seconds);
      sending.dispose();
      return outcome;
    }
  }

  /** Receives and completes what was sent, by a processor. */
  Load.Outcome receive(int seconds) throws InterruptedException {
    AtomicLong received = new AtomicLong();
    ServiceBusProcessorClient processor =
        client()
            .processor()
            .queueName(Trunkline.AZURE)
            .prefetchCount(PREFETCHED)
            .maxConcurrentCalls(HANDLERS)
            .processMessage(message -> received.incrementAndGet())
            .processError(error -> System.err.println(error.getException()))
            .buildProcessorClient();
    processor.start();
    try {
      return count(received, seconds);
    } finally {
      processor.close();
    }
  }

  private Load.Outcome count(AtomicLong counter, int seconds) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
    Duration cpu = broker.cpu();
    long before = counter.get();
    long start = System.nanoTime();
    TimeUnit.SECONDS.sleep(seconds);
    return Load.Outcome.of(
        counter.get() - before, System.nanoTime() - start, broker.cpu().minus(cpu));
  }
}
