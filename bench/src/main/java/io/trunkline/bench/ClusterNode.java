package io.trunkline.bench;

import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardStatus;
import io.trunkline.kernel.ratis.LoopbackTls;
import io.trunkline.kernel.ratis.PeerSettings;
import io.trunkline.kernel.ratis.RatisKernel;
import io.trunkline.kernel.ratis.RatisKernelConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * One node of a measured cluster, in a process of its own. It does what its standard input says and
 * answers each line with one:
 *
 * <pre>
 *   admit PORT                      the name of the new node
 *   voters                          how many replicas count in majorities
 *   leads                           whether this node leads
 *   load OUTSTANDING SECONDS BYTES  durable commands per second
 *   open COUNT                      opens that many more shards, to which nothing is done
 *   usage                           nanoseconds of processor time and bytes allocated since the start
 *   probe SECONDS                   the longest time, in milliseconds, between two replies
 * </pre>
 */
final class ClusterNode {
  private static final ShardId SHARD = new ShardId("bench");

  private final RatisKernel kernel;
  private final Cluster cluster;
  private final Shard<PayloadMachine.Keep> shard;

  private ClusterNode(RatisKernel kernel, Shard<PayloadMachine.Keep> shard) {
    this.kernel = kernel;
    this.cluster = kernel.cluster();
    this.shard = shard;
  }

  /** Arguments: data directory, port, key store and, where it was admitted, its name. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int port = Integer.parseInt(arguments[1]);
    RatisKernelConfig config =
        RatisKernelConfig.defaults(Path.of(arguments[0]))
            .withPeers(
                new PeerSettings(
                    "",
                    "127.0.0.1",
                    "127.0.0.1",
                    port,
                    0,
                    LoopbackTls.read(Path.of(arguments[2]))));
    if (arguments.length > 3) {
      config = config.admittedAs(new NodeId(arguments[3]));
    }
    RatisKernel kernel = new RatisKernel(config);
    ClusterNode node =
        new ClusterNode(kernel, kernel.open(SHARD, new PayloadMachine(), new ShardEffects<>() {}));
    System.out.println("ready");
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      System.out.println(node.answer(line.split(" ")));
    }
    kernel.close();
  }

  private String answer(String[] words) throws InterruptedException {
    return switch (words[0]) {
      case "admit" -> admit(Integer.parseInt(words[1]));
      case "leads" -> Boolean.toString(shard.leads());
      case "voters" -> Long.toString(voters());
      case "load" ->
          load(
              Integer.parseInt(words[1]),
              Duration.ofSeconds(Integer.parseInt(words[2])),
              new byte[Integer.parseInt(words[3])]);
      case "open" -> open(Integer.parseInt(words[1]));
      case "usage" -> {
        Usage usage = Usage.now();
        yield usage.cpuNanos() + " " + usage.allocatedBytes();
      }
      case "probe" -> Long.toString(probe(Duration.ofSeconds(Integer.parseInt(words[1]))));
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private String admit(int port) {
    Cluster.Candidate candidate =
        new Cluster.Candidate(
            "", "127.0.0.1", port, 0, Member.Role.VOTER, Optional.empty(), Optional.empty());
    return cluster.admit(candidate).toCompletableFuture().join().id().value();
  }

  private String open(int count) {
    for (int i = 0; i < count; i++) {
      kernel.open(new ShardId("idle-" + i), new PayloadMachine(), new ShardEffects<>() {});
    }
    return "open";
  }

  private long voters() {
    return cluster.shards().stream()
        .filter(status -> status.id().equals(SHARD))
        .flatMap(status -> status.replicas().stream())
        .map(ShardStatus.Replica::role)
        .filter(Member.Role.VOTER::equals)
        .count();
  }

  private String load(int outstanding, Duration duration, byte[] payload)
      throws InterruptedException {
    double perSecond =
        new ClosedLoop(outstanding, duration)
            .run(() -> shard.submit(new PayloadMachine.Keep(payload)));
    return String.format(Locale.ROOT, "%.0f", perSecond);
  }

  private long probe(Duration duration) {
    long start = System.nanoTime();
    long last = start;
    long longest = 0;
    while (System.nanoTime() - start < duration.toNanos()) {
      try {
        shard.submit(new PayloadMachine.Keep(new byte[16])).join();
        long now = System.nanoTime();
        longest = Math.max(longest, now - last);
        last = now;
      } catch (CompletionException e) {
        Thread.onSpinWait(); // no leader, or one whose fate is not known: asked again at once
      }
    }
    return longest / 1_000_000;
  }
}
