package io.trunkline.server.cli;

import io.trunkline.server.node.NodeFiles;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the node's files are. */
public final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "Data directory of the node (default: ${DEFAULT-VALUE}).")
  private Path directory;

  /** Returns the data directory. */
  public Path directory() {
    return directory.toAbsolutePath().normalize();
  }

  /** Returns what a node keeps there. */
  public NodeFiles files() {
    return new NodeFiles(directory());
  }
}
