package io.trunkline.server.cli;

import io.trunkline.server.node.NodeFiles;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the node's files are. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "Data directory of the node (default: ${DEFAULT-VALUE}).")
  private Path directory;

  Path directory() {
    return directory.toAbsolutePath().normalize();
  }

  NodeFiles files() {
    return new NodeFiles(directory());
  }
}
