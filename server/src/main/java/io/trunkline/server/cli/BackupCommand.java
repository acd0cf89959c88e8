package io.trunkline.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.net.codec.Json;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code trunkline backup}. */
@Command(
    name = "backup",
    description = {
      "Writes a backup of a running node into a new directory, while the node works: everything"
          + " that was acknowledged before, and the secrets that its clients know it by. 'trunkline"
          + " restore' makes a node of it again."
    })
final class BackupCommand implements Callable<Integer> {
  private static final String BACKUPS = "/trunkline/backups";
  private static final long ASK_EVERY_MILLIS = 300;

  @Mixin private DataOption data;

  @Parameters(
      paramLabel = "DIRECTORY",
      description = "Where to write it, on the node's machine; must not exist, or be empty.")
  private Path directory;

  @Override
  public Integer call() throws InterruptedException {
    NodeClient client = NodeClient.of(data.files());
    Path target = directory.toAbsolutePath().normalize();
    JsonNode backup =
        client.call("POST", BACKUPS, Json.object().put("directory", target.toString()));
    while (backup.path("state").asText().equals("RUNNING")) {
      Thread.sleep(ASK_EVERY_MILLIS);
      backup =
          client.call("GET", BACKUPS + "/" + backup.path("id").asText(), MissingNode.getInstance());
    }
    if (!backup.path("state").asText().equals("SUCCEEDED")) {
      throw new CommandException("The backup failed: " + backup.path("message").asText());
    }
    System.out.println("backup written to " + target);
    return 0;
  }
}
