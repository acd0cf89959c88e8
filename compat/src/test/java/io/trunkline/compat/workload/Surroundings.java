package io.trunkline.compat.workload;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import io.trunkline.compat.history.Recorder;
import io.trunkline.net.Endpoints;
import java.time.Duration;
import java.util.List;

/**
 * What every client needs to know.
 *
 * @param nodes where the nodes are; a client that cannot go on tries the next one
 */
public record Surroundings(List<Endpoints> nodes, Recorder recorder) {
  private static final Duration TRY = Duration.ofSeconds(4);

  /**
   * Returns a builder for clients of one node.
   *
   * @param retries how often the client itself repeats an operation
   */
  static ServiceBusClientBuilder messaging(Endpoints node, int retries) {
    return new ServiceBusClientBuilder()
        .connectionString(
            "Endpoint=sb://%s:%d;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;"
                .formatted(node.host(), node.amqp()))
        .retryOptions(
            new AmqpRetryOptions()
                .setMaxRetries(retries)
                .setDelay(Duration.ofMillis(200))
                .setMaxDelay(Duration.ofSeconds(1))
                .setTryTimeout(TRY));
  }
}
