package io.trunkline.server.cli;

import io.trunkline.server.node.NodeBackup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code trunkline restore}. */
@Command(
    name = "restore",
    description = {
      "Makes a new data directory of a backup; 'trunkline start --data DIR' then starts a node on"
          + " it that has what the backed-up node had, and that its clients know by the same"
          + " certificates and keys. The node is a cluster of its own: others may join it."
    })
final class RestoreCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(paramLabel = "BACKUP", description = "The directory that 'trunkline backup' wrote.")
  private Path backup;

  @Override
  public Integer call() {
    try {
      NodeBackup.restore(backup.toAbsolutePath().normalize(), data.directory());
    } catch (IOException e) {
      throw new CommandException("The backup was not restored: " + e.getMessage());
    }
    System.out.println("restored to " + data.directory());
    return 0;
  }
}
