package io.trunkline.bench;

import io.trunkline.kernel.ratis.LoopbackTls;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Measures three nodes on this machine, and how soon one leads after the leader was killed. */
public final class ClusterBench {
  private static final int[] OUTSTANDING = {1, 16, 256, 2_048};
  private static final int[] SIZES = {1_024, 4_096};
  private static final int PROBE_SECONDS = 12;
  private static final int IDLE_SECONDS = 20;
  private static final Duration IDLE_SETTLING = Duration.ofSeconds(90);

  /** A node in a process of its own. */
  private record Remote(Process process, BufferedReader output, BufferedWriter input) {
    static Remote start(Path directory, int port, Path keys, List<String> name) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-XX:+UseSerialGC",
                  "-Xmx512m",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ClusterNode.class.getName(),
                  directory.toString(),
                  Integer.toString(port),
                  keys.toString()));
      command.addAll(name);
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      Remote node = new Remote(process, process.inputReader(), process.outputWriter());
      node.read();
      return node;
    }

    Usage usage() throws IOException {
      String[] words = ask("usage").split(" ");
      return new Usage(Long.parseLong(words[0]), Long.parseLong(words[1]));
    }

    String ask(String line) throws IOException {
      write(line);
      return read();
    }

    private void write(String line) throws IOException {
      input.write(line + "\n");
      input.flush();
    }

    private String read() throws IOException {
      String line = output.readLine();
      if (line == null) {
        throw new IOException("a node has ended");
      }
      return line;
    }
  }

  private ClusterBench() {}

  /**
   * Options: {@code --seconds N}, {@code --rounds N}, {@code --warm-up SECONDS}, {@code --shards N}
   * (that are idle), {@code --directory DIR}.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int seconds = Integer.parseInt(KernelBench.option(arguments, "--seconds", "2"));
    int rounds = Integer.parseInt(KernelBench.option(arguments, "--rounds", "3"));
    int warmUp = Integer.parseInt(KernelBench.option(arguments, "--warm-up", "30"));
    int idleShards = Integer.parseInt(KernelBench.option(arguments, "--shards", "6"));
    String named = KernelBench.option(arguments, "--directory", "");
    Path directory =
        named.isEmpty() ? Files.createTempDirectory("trunkline-bench") : Path.of(named);
    Files.createDirectories(directory);
    Path keys = directory.resolve("peers.p12");
    LoopbackTls.make("bench", keys);
    List<Remote> nodes = new ArrayList<>();
    try {
      nodes.add(Remote.start(directory.resolve("node-0"), freePort(), keys, List.of()));
      for (int i = 1; i < 3; i++) {
        int port = freePort();
        String name = nodes.getFirst().ask("admit " + port);
        nodes.add(Remote.start(directory.resolve("node-" + i), port, keys, List.of(name)));
      }
      while (!nodes.getFirst().ask("voters").equals("3")) {
        Thread.sleep(Duration.ofMillis(100));
      }
      leader(nodes).ask("load 256 " + warmUp + " 1024"); // three compilers share the processors
      loads(nodes, seconds, rounds);
      idle(nodes, idleShards);
      failover(nodes);
    } finally {
      nodes.forEach(node -> node.process().destroyForcibly());
    }
  }

  private static void loads(List<Remote> nodes, int seconds, int rounds)
      throws IOException, InterruptedException {
    for (int size : SIZES) {
      for (int outstanding : OUTSTANDING) {
        double[] rates = new double[rounds];
        double commands = 0;
        Usage before = usage(nodes);
        for (int i = 0; i < rounds; i++) {
          rates[i] =
              Double.parseDouble(
                  leader(nodes).ask("load " + outstanding + " " + seconds + " " + size));
          commands += rates[i] * seconds;
        }
        Usage used = usage(nodes).since(before);
        Arrays.sort(rates);
        System.out.printf(
            Locale.ROOT,
            "three nodes  %,6d bytes %,6d outstanding  %,.0f (%,.0f–%,.0f)/s"
                + "  cpu %.1f µs  allocated %,.0f bytes, all three together%n",
            size,
            outstanding,
            rates[rounds / 2],
            rates[0],
            rates[rounds - 1],
            used.cpuNanos() / 1e3 / commands,
            used.allocatedBytes() / commands);
      }
    }
  }

  /** What all nodes have used so far. */
  private static Usage usage(List<Remote> nodes) throws IOException {
    long cpu = 0;
    long allocated = 0;
    for (Remote node : nodes) {
      Usage one = node.usage();
      cpu += one.cpuNanos();
      allocated += one.allocatedBytes();
    }
    return new Usage(cpu, allocated);
  }

  /** What the nodes take while nobody asks them for anything. */
  private static void idle(List<Remote> nodes, int shards)
      throws IOException, InterruptedException {
    for (Remote node : nodes) {
      node.write("open " + shards); // on all at once: a replica waits for a majority
    }
    for (Remote node : nodes) {
      node.read();
    }
    Thread.sleep(IDLE_SETTLING); // the replicas find each other, and compilers finish
    Usage before = usage(nodes);
    Thread.sleep(Duration.ofSeconds(IDLE_SECONDS));
    Usage used = usage(nodes).since(before);
    System.out.printf(
        Locale.ROOT,
        "three nodes idle, %d shards on each: %.2f %% of a core for each node%n",
        shards + 2,
        100.0 * used.cpuNanos() / nodes.size() / Duration.ofSeconds(IDLE_SECONDS).toNanos());
  }

  private static Remote leader(List<Remote> nodes) throws IOException, InterruptedException {
    while (true) {
      for (Remote node : nodes) {
        if (node.ask("leads").equals("true")) {
          return node;
        }
      }
      Thread.sleep(Duration.ofMillis(100));
    }
  }

  /** Kills the node that leads while another one asks for replies all the time. */
  private static void failover(List<Remote> nodes) throws IOException, InterruptedException {
    Remote leader = leader(nodes);
    Remote other = nodes.stream().filter(node -> !node.equals(leader)).findFirst().orElseThrow();
    CompletableFuture<String> longest =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return other.ask("probe " + PROBE_SECONDS);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    Thread.sleep(Duration.ofSeconds(2));
    leader.process().toHandle().destroyForcibly();
    System.out.printf("kill -9 of the leader: no reply for %s ms%n", longest.join());
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
