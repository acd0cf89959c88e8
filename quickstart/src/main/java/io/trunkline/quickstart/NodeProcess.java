package io.trunkline.quickstart;

import io.trunkline.server.cli.CommandException;
import io.trunkline.server.cli.NodeClient;
import io.trunkline.server.node.NodeFiles;
import io.trunkline.server.node.NodeFiles.NodeAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, started and stopped as a user would. */
final class NodeProcess implements AutoCloseable {
  private final Path home;
  private final Path data;
  private final Process process;
  private final Thread hook = new Thread(this::stop, "stop-node");

  private NodeProcess(Path home, Path data, Process process) {
    this.home = home;
    this.data = data;
    this.process = process;
  }

  /** Starts a node and waits for its line {@code ready in N ms}, which it prints. */
  static NodeProcess start(Path home, Path example, Path data, int portOffset) throws IOException {
    return start(home, example, data, portOffset, List.of());
  }

  /** Starts a node that joins another one. */
  NodeProcess join(Path example, Path directory, int portOffset) throws IOException {
    List<String> join = List.of("--join", "localhost:" + address().endpoints().https());
    return start(home, example, directory, portOffset, join);
  }

  private static NodeProcess start(
      Path home, Path example, Path data, int portOffset, List<String> more) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                home.resolve("trunkline").toString(),
                "start",
                "--dev",
                "--data",
                data.toString(),
                "--config",
                example.resolve("trunkline.json").toString(),
                "--port-offset",
                Integer.toString(portOffset)));
    line.addAll(more);
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    NodeProcess node = new NodeProcess(home, data, process);
    Runtime.getRuntime().addShutdownHook(node.hook);
    BufferedReader lines =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String said = lines.readLine(); said != null; said = lines.readLine()) {
      System.out.println(said);
      if (said.startsWith("ready in ")) {
        Thread.ofPlatform().daemon().start(() -> lines.lines().forEach(System.out::println));
        return node;
      }
    }
    throw new CommandException("The node did not start; its messages are above.");
  }

  NodeAddress address() {
    return new NodeFiles(data).address().orElseThrow();
  }

  /** Returns a client with the administrator's rights. */
  NodeClient administrator() {
    return NodeClient.of(new NodeFiles(data));
  }

  NodeFiles files() {
    return new NodeFiles(data);
  }

  /** Runs {@code trunkline} with further arguments and returns what it printed. */
  String command(List<String> arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(home.resolve("trunkline").toString());
    line.addAll(arguments);
    line.addAll(List.of("--data", data.toString()));
    Process command =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (command.waitFor() != 0) {
      throw new CommandException("'" + String.join(" ", line) + "' failed.");
    }
    return output;
  }

  /** Ends the node at once, as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private void stop() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the hook is what calls us
    }
  }
}
