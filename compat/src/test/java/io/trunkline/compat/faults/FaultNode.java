package io.trunkline.compat.faults;

import io.trunkline.compat.node.NodeCommand;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.server.node.NodeFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node as a process on a network and a disk of its own. */
final class FaultNode implements AutoCloseable {
  private static final long READY_SECONDS = 180;
  private static final long STOP_SECONDS = 20;

  private final int index;
  private final Network network;
  private final Disk disk;
  private final Path log;
  private final Path config;
  private @Nullable Process process;
  private boolean paused;
  private CompletableFuture<Boolean> ready = new CompletableFuture<>();

  /**
   * Prepares a node that does not run.
   *
   * @param directory gets the node's log and configuration
   */
  FaultNode(int index, Network network, Disk disk, Path directory) throws IOException {
    this.index = index;
    this.network = network;
    this.disk = disk;
    this.log = directory.resolve("node-" + index + ".log");
    this.config = directory.resolve("node-" + index + ".json");
    Files.write(
        config,
        Json.bytes(
            Json.object()
                .put("bindAddress", network.host(index))
                .put("publicHost", network.host(index))
                .put("eventRetryWait", "PT1S")));
  }

  int index() {
    return index;
  }

  Endpoints endpoints() {
    return network.endpoints(index);
  }

  NodeFiles files() {
    return new NodeFiles(disk.directory().resolve("data"));
  }

  Disk disk() {
    return disk;
  }

  /** Starts the node and does not wait for it. */
  void launch(List<String> more) throws IOException {
    List<String> command = new ArrayList<>(network.inside(index));
    command.addAll(NodeCommand.java());
    command.addAll(
        List.of(
            "start",
            "--dev",
            "--data",
            files().directory().toString(),
            "--config",
            config.toString(),
            "--port-offset",
            Integer.toString(network.portOffset(index))));
    command.addAll(more);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("TRUNKLINE_LOG_LEVEL", "WARN");
    Process started = builder.start();
    process = started;
    CompletableFuture<Boolean> starting = new CompletableFuture<>();
    ready = starting;
    BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
    Thread.ofPlatform().daemon().start(() -> watch(lines, starting));
  }

  /** Reads to the end, so that the node never waits for its output to be read. */
  private static void watch(BufferedReader lines, CompletableFuture<Boolean> starting) {
    try (lines) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("ready in ")) {
          starting.complete(true);
        }
      }
    } catch (IOException e) {
      starting.completeExceptionally(e);
    }
    starting.complete(false);
  }

  /** Waits until the node accepts work. */
  void awaitReady() throws IOException {
    if (!ready.completeOnTimeout(false, READY_SECONDS, TimeUnit.SECONDS).join()) {
      throw new IOException(
          "node %d did not get ready:\n%s".formatted(index, Files.readString(log)));
    }
  }

  /** Ends the node's process at once, as {@code kill -9} does. */
  void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
    paused = false;
  }

  /** Asks the node to end and waits until it has. */
  void stop() throws InterruptedException {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroy();
    if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      running.destroyForcibly().waitFor();
    }
  }

  /** Stops the node's process where it is; its connections stay open. */
  void pause() throws IOException {
    signal("STOP");
    paused = true;
  }

  void resume() throws IOException {
    if (paused) {
      signal("CONT");
      paused = false;
    }
  }

  boolean runs() {
    Process running = process;
    return running != null && running.isAlive();
  }

  private void signal(String name) throws IOException {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("node " + index + " was never started");
    }
    Shell.run("kill -" + name + " " + running.pid());
  }

  /** Ends the process, in whatever state it is. */
  @Override
  public void close() throws IOException, InterruptedException {
    kill();
    disk.close();
  }
}
