package io.trunkline.bench.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * RabbitMQ as Debian packages it, with a quorum queue, its AMQP 1.0 plugin and the settings in
 * {@code bench/peers/rabbitmq}.
 */
final class Rabbit implements Contender {
  private static final int PORT = 25_702;
  private static final String LOOPBACK = "-kernel inet_dist_use_interface {127,0,0,1}";
  private static final Path SERVER = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

  @Override
  public String name() {
    return "RabbitMQ";
  }

  @Override
  public Broker start(Path directory, int heap) throws IOException {
    if (!Files.exists(SERVER)) {
      throw new IOException("rabbitmq-server is not installed: bench/run broker --rabbitmq does");
    }
    Path base = directory.toAbsolutePath();
    Files.writeString(base.resolve("enabled_plugins"), "[rabbitmq_amqp1_0].\n");
    Files.copy(Path.of("bench/peers/rabbitmq/definitions.json"), base.resolve("definitions.json"));
    Files.writeString(
        base.resolve("rabbitmq.conf"),
        Processes.settings("rabbitmq/rabbitmq.conf")
            .replace("${port}", Integer.toString(PORT))
            .replace("${directory}", base.toString()));
    ProcessBuilder starting =
        new ProcessBuilder(List.of(SERVER.toString()))
            .redirectErrorStream(true)
            .redirectOutput(base.resolve("log").toFile());
    starting
        .environment()
        .putAll(
            Map.of(
                "RABBITMQ_NODENAME", "bench@localhost",
                "RABBITMQ_MNESIA_BASE", base.resolve("data").toString(),
                "RABBITMQ_LOG_BASE", base.toString(),
                "RABBITMQ_CONFIG_FILE", base.resolve("rabbitmq").toString(),
                "RABBITMQ_ENABLED_PLUGINS_FILE", base.resolve("enabled_plugins").toString(),
                "RABBITMQ_PID_FILE", base.resolve("pid").toString(),
                "RABBITMQ_DIST_PORT", "25703",
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", LOOPBACK,
                "ERL_EPMD_ADDRESS", "127.0.0.1",
                "HOME", base.toString()));
    Process process = starting.start();
    return new Broker(
        "RabbitMQ",
        process,
        new Target("localhost", PORT, "guest", "guest"),
        "/amq/queue/load",
        count -> "/amq/queue/load",
        count -> List.of());
  }
}
