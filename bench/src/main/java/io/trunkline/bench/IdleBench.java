package io.trunkline.bench;

import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ratis.RatisKernel;
import io.trunkline.kernel.ratis.RatisKernelConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Measures what a kernel takes of a processor while nobody asks it for anything, and who takes it.
 */
public final class IdleBench {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int SHOWN = 8;

  private IdleBench() {}

  /** Options: {@code --shards N}, {@code --seconds N}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int shards = Integer.parseInt(KernelBench.option(arguments, "--shards", "6"));
    Duration duration =
        Duration.ofSeconds(Integer.parseInt(KernelBench.option(arguments, "--seconds", "30")));
    Path directory = Files.createTempDirectory("trunkline-bench");
    long closing;
    try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(directory))) {
      for (int i = 1; i <= shards; i++) {
        kernel.open(new ShardId("shard-" + i), new PayloadMachine(), new ShardEffects<>() {});
      }
      Thread.sleep(Duration.ofSeconds(3)); // lets what the start has left behind run out
      Usage before = Usage.now();
      Map<String, Long> threadsBefore = byKind();
      Thread.sleep(duration);
      Usage used = Usage.now().since(before);
      System.out.printf(
          "%d idle shards: %.2f %% of a core, %d bytes allocated a second%n",
          shards,
          100.0 * used.cpuNanos() / duration.toNanos(),
          used.allocatedBytes() / duration.toSeconds());
      byKind().entrySet().stream()
          .map(
              now ->
                  Map.entry(
                      now.getKey(), now.getValue() - threadsBefore.getOrDefault(now.getKey(), 0L)))
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .limit(SHOWN)
          .forEach(
              kind ->
                  System.out.printf(
                      "  %-45s %.3f %%%n",
                      kind.getKey(), 100.0 * kind.getValue() / duration.toNanos()));
      closing = System.nanoTime();
    }
    System.out.printf("closes in %d ms%n", (System.nanoTime() - closing) / 1_000_000);
  }

  /** Returns the processor time of the threads, by their names without what tells shards apart. */
  private static Map<String, Long> byKind() {
    Map<String, Long> times = new HashMap<>();
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null) {
        String kind =
            thread.getThreadName().replaceAll("group-\\w+|node-\\w+|shard-\\d+|\\d+", "*");
        times.merge(kind, Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId())), Long::sum);
      }
    }
    return times;
  }
}
