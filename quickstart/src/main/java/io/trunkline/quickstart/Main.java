package io.trunkline.quickstart;

import io.trunkline.server.cli.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code trunkline quickstart}. */
@Command(
    name = "trunkline quickstart",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a node on a fresh data directory, deploys examples/order-fulfilment, drives real"
          + " orders along the main path with real clients, prints one row per hop, and stays up."
    })
public final class Main implements Callable<Integer> {
  @Option(names = "--home", hidden = true, required = true)
  private Path home;

  @Option(
      names = "--exit",
      description =
          "Stops after the report; the status is 0 only if every order arrived where it should.")
  private boolean exit;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory; must be empty or missing (default: a temporary one).")
  private Path data;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      defaultValue = "0",
      description = "Moves every port, so that several nodes run on one machine.")
  private int portOffset;

  @Option(
      names = "--orders",
      paramLabel = "N",
      defaultValue = "12",
      description = "How many good orders are placed at the gateway (default: ${DEFAULT-VALUE}).")
  private int orders;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1",
      description = {
        "1, or 3: three nodes that keep each other's data. The one that leads the messaging"
            + " namespace is killed in the middle of the orders."
      })
  private int nodes;

  private Main() {}

  public static void main(String[] arguments) {
    // Of the clients only what goes wrong is of interest; the node logs in its own process.
    System.setProperty("TRUNKLINE_LOG_LEVEL", "ERROR");
    CommandLine line =
        new CommandLine(new Main())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  if (failure instanceof CommandException) {
                    command.getErr().println("trunkline: " + failure.getMessage());
                  } else {
                    failure.printStackTrace(command.getErr());
                  }
                  return CommandLine.ExitCode.SOFTWARE;
                });
    System.exit(line.execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path directory =
        data == null
            ? Files.createTempDirectory("trunkline-quickstart-")
            : Files.createDirectories(data.toAbsolutePath().normalize());
    try (var entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new CommandException(directory + " is not empty; name a fresh directory.");
      }
    }
    if (nodes != 1 && nodes != 3) {
      throw new CommandException("--nodes is 1 or 3.");
    }
    Path example = home.resolve("examples/order-fulfilment");
    Path data1 = nodes == 1 ? directory : directory.resolve("node-1");
    try (NodeProcess node = NodeProcess.start(home, example, data1, portOffset);
        Peers peers = Peers.join(node, example, directory, portOffset, nodes)) {
      System.setProperty(
          "javax.net.ssl.trustStore", data1.resolve("tls/truststore.p12").toString());
      System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
      boolean arrived;
      try (Story story = new Story(peers.all(), example, orders)) {
        arrived = story.run();
      }
      if (!exit) {
        System.out.println();
        System.out.println("The node stays up; stop it with Ctrl-C. Look around with");
        System.out.println("  ./trunkline status --data " + data1);
        System.out.println("  ./trunkline env --data " + data1);
        System.out.println("Console: " + node.address().endpoints().httpsBase() + "/console");
        new CountDownLatch(1).await();
      }
      return arrived ? 0 : 1;
    }
  }
}
