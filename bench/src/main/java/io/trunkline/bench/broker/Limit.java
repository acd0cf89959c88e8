package io.trunkline.bench.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the codec and the disk allow: {@link BareBroker}. */
final class Limit implements Contender {
  static final String NAME = "codec and disk";

  private static final int PORT = 25_672;

  @Override
  public String name() {
    return "Limit";
  }

  @Override
  public Broker start(Path directory, int heap) throws IOException {
    Process process =
        Processes.java(
            directory.resolve("log"),
            heap,
            List.of("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"),
            System.getProperty("java.class.path"),
            BareBroker.class.getName(),
            List.of(Integer.toString(PORT), directory.resolve("journal").toString()));
    return new Broker(
        NAME,
        process,
        new Target("localhost", PORT, null, null),
        "load",
        count -> "load",
        count -> List.of());
  }
}
