package io.trunkline.bench.broker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The whole node, as it is started by its command line. */
final class Trunkline implements Contender {
  /** A queue whose messages expire after some seconds. */
  static final String EXPIRING = "expiring";

  /** A queue for messages that are deferred. */
  static final String DEFERRING = "deferring";

  /** A queue for the Azure SDK, which leaves more in it than it takes out. */
  static final String AZURE = "azure";

  private static final String NEVER = "P10675199DT2H48M5.4775807S";
  private static final int PORT_OFFSET = 20_000;

  /** The options of the launcher, and {@code TRUNKLINE_JAVA_OPTS} as there. */
  private static List<String> flags() {
    List<String> flags = new ArrayList<>(List.of("@build/node.options"));
    String more = System.getenv().getOrDefault("TRUNKLINE_JAVA_OPTS", "").strip();
    if (!more.isEmpty()) {
      flags.addAll(List.of(more.split("\\s+")));
    }
    return flags;
  }

  @Override
  public String name() {
    return "Trunkline";
  }

  @Override
  public Broker start(Path directory, int heap) throws IOException {
    Path entities = directory.resolve("entities.json");
    Files.write(entities, Json.bytes(entities()));
    Path settings = directory.resolve("node.json");
    Files.write(settings, Json.bytes(Json.object().put("emulatorConfig", "entities.json")));
    Process process =
        Processes.java(
            directory.resolve("log"),
            heap,
            flags(),
            System.getProperty("java.class.path"),
            "io.trunkline.server.cli.Main",
            List.of(
                "start",
                "--dev",
                "--data",
                directory.resolve("data").toString(),
                "--config",
                settings.toString(),
                "--port-offset",
                Integer.toString(PORT_OFFSET)));
    return new Broker(
        name(),
        process,
        new Target("localhost", 5672 + PORT_OFFSET, "RootManageSharedAccessKey", "SAS_KEY_VALUE"),
        "load",
        count -> "fan" + count,
        count ->
            IntStream.range(0, count)
                .mapToObj(i -> "fan" + count + "/Subscriptions/s" + i)
                .toList());
  }

  private static void queue(ArrayNode queues, String name, String timeToLive) {
    queues
        .addObject()
        .put("Name", name)
        .putObject("Properties")
        .put("DefaultMessageTimeToLive", timeToLive)
        .put("MaxSizeInMegabytes", 5_120)
        .put("EnablePartitioning", true); // which makes it 80 GiB
  }

  private static ObjectNode entities() {
    ObjectNode config = Json.object();
    ObjectNode namespace = config.putObject("UserConfig").putArray("Namespaces").addObject();
    namespace.put("Name", "sbemulatorns");
    ArrayNode queues = namespace.putArray("Queues");
    queue(queues, "load", NEVER);
    queue(queues, AZURE, NEVER);
    queue(queues, EXPIRING, "PT5S");
    queue(queues, DEFERRING, NEVER);
    var topics = namespace.putArray("Topics");
    for (int count : SUBSCRIPTIONS) {
      ObjectNode topic = topics.addObject().put("Name", "fan" + count);
      var subscriptions = topic.putArray("Subscriptions");
      for (int i = 0; i < count; i++) {
        ObjectNode subscription = subscriptions.addObject().put("Name", "s" + i);
        ObjectNode rule = subscription.putArray("Rules").addObject().put("Name", "region");
        rule.putObject("Properties")
            .put("FilterType", "Sql")
            .putObject("SqlFilter")
            .put("SqlExpression", FILTER);
      }
    }
    return config;
  }
}
