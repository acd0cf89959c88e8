package io.trunkline.compat.node;

import io.trunkline.server.cli.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How {@code trunkline} is run from this build's classes. */
public final class NodeCommand {
  private NodeCommand() {}

  /** Returns a list to which the arguments of {@code trunkline} can be added. */
  public static List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
  }
}
