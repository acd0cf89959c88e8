package io.trunkline.bench.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Apache Qpid Broker-J with its Derby store, with the settings in {@code bench/peers/qpid}. It
 * needs what Java 24 has removed, and so is started with the {@code java} of the path.
 */
final class Qpid implements Contender {
  private static final int PORT = 25_692;

  @Override
  public String name() {
    return "Qpid";
  }

  @Override
  public Broker start(Path directory, int heap) throws IOException {
    String work = directory.toAbsolutePath().toString();
    Path settings = directory.resolve("config.json");
    Files.writeString(
        settings,
        Processes.settings("qpid/config.json")
            .replace("${port}", Integer.toString(PORT))
            .replace("${directory}", work));
    Process process =
        Processes.java(
            "java",
            directory.resolve("log"),
            heap,
            List.of(
                "-XX:+UseG1GC",
                "-XX:MaxDirectMemorySize=" + heap + "m",
                "-DQPID_WORK=" + work,
                "-Dderby.stream.error.file=" + work + "/derby.log"),
            Processes.library("qpid"),
            "org.apache.qpid.server.Main",
            List.of("-icp", settings.toString(), "-st", "Memory"));
    return new Broker(
        "Qpid Broker-J",
        process,
        new Target("localhost", PORT, null, null),
        "load",
        count -> "load",
        count -> List.of());
  }
}
