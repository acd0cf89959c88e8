package io.trunkline.bench.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Apache ActiveMQ Artemis, with the settings in {@code bench/peers/artemis}. */
final class Artemis implements Contender {
  private static final int PORT = 25_682;

  /** Those of its own start script; its audit log is off, as in its own settings. */
  private static final List<String> FLAGS =
      List.of(
          "-XX:AutoBoxCacheMax=20000",
          "-XX:+UseG1GC",
          "-XX:+UseStringDeduplication",
          "-Xms512M",
          "-Djava.library.path=bench/target/peers/artemis-native/lib/linux-x86_64",
          "-Dorg.slf4j.simpleLogger.log.org.apache.activemq.audit=off");

  @Override
  public String name() {
    return "Artemis";
  }

  @Override
  public Broker start(Path directory, int heap) throws IOException {
    Files.createDirectories(directory.resolve("etc"));
    boolean asynchronous = Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/libaio.so.1"));
    Files.writeString(
        directory.resolve("etc/broker.xml"),
        Processes.settings("artemis/broker.xml")
            .replace("${journal}", asynchronous ? "ASYNCIO" : "NIO")
            .replace("${port}", Integer.toString(PORT))
            .replace("${directory}", directory.toAbsolutePath().toString())
            .replace("${topics}", topics()));
    Process process =
        Processes.java(
            directory.resolve("log"),
            heap,
            FLAGS,
            Processes.library("artemis"),
            "org.apache.activemq.artemis.core.server.embedded.Main",
            List.of(directory.toAbsolutePath().toString()));
    return new Broker(
        name() + (asynchronous ? " (AIO)" : " (NIO)"),
        process,
        new Target("localhost", PORT, null, null),
        "load",
        count -> "fan" + count,
        count ->
            IntStream.range(0, count)
                .mapToObj(i -> "fan%d::fan%d-%d".formatted(count, count, i))
                .toList());
  }

  private static String topics() {
    StringBuilder topics = new StringBuilder();
    for (int count : SUBSCRIPTIONS) {
      topics.append("<address name=\"fan%d\"><multicast>".formatted(count));
      for (int i = 0; i < count; i++) {
        topics.append(
            "<queue name=\"fan%d-%d\"><durable>true</durable><filter string=\"%s\"/></queue>"
                .formatted(count, i, FILTER.replace(">", "&gt;")));
      }
      topics.append("</multicast></address>\n");
    }
    return topics.toString();
  }
}
