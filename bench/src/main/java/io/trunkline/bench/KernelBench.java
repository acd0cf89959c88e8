package io.trunkline.bench;

import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ratis.RatisKernel;
import io.trunkline.kernel.ratis.RatisKernelConfig;
import io.trunkline.kernel.runtime.ShardEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Prints one row per layer of the kernel; see the module's README. */
public final class KernelBench {
  private static final int[] OUTSTANDING = {1, 16, 256, 2_048};
  private static final byte[] PAYLOAD = new byte[1_024];
  private static final ShardEffects<PayloadMachine.Keep> NO_EFFECTS = new ShardEffects<>() {};

  private final Duration duration;
  private final int rounds;
  private final Path directory;

  private KernelBench(Duration duration, int rounds, Path directory) {
    this.duration = duration;
    this.rounds = rounds;
    this.directory = directory;
  }

  /** Options: {@code --seconds N}, {@code --rounds N}, {@code --directory DIR}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int seconds = Integer.parseInt(option(arguments, "--seconds", "2"));
    int rounds = Integer.parseInt(option(arguments, "--rounds", "3"));
    String named = option(arguments, "--directory", "");
    Path directory =
        named.isEmpty() ? Files.createTempDirectory("trunkline-bench") : Path.of(named);
    Files.createDirectories(directory);
    new KernelBench(Duration.ofSeconds(seconds), rounds, directory).run();
  }

  private void run() throws IOException, InterruptedException {
    System.out.printf("in %s, %d rounds of %s each%n", directory, rounds, duration);
    row("outstanding", Arrays.stream(OUTSTANDING).mapToObj(Integer::toString).toList());
    List<Result> limit;
    try (GroupCommitFile file = new GroupCommitFile(directory.resolve("limit"))) {
      limit = measure("append + fsync", () -> file.append(PAYLOAD));
    }
    KernelLimits single = withBatches(1);
    shard("shard, one command per entry", "single", single);
    List<Result> shard = shard("shard", "grouped", KernelLimits.defaults());
    List<String> shares = new ArrayList<>();
    for (int i = 0; i < OUTSTANDING.length; i++) {
      shares.add(percent(shard.get(i).median() / limit.get(i).median()));
    }
    row("shard / limit", shares);
    open();
  }

  private List<Result> shard(String name, String kernelName, KernelLimits limits)
      throws InterruptedException {
    ShardEnvironment environment =
        new ShardEnvironment(limits, InstantSource.system(), IdSource.secure());
    RatisKernelConfig config = RatisKernelConfig.defaults(directory.resolve(kernelName));
    try (RatisKernel kernel = new RatisKernel(config, environment)) {
      Shard<PayloadMachine.Keep> shard =
          kernel.open(new ShardId("bench"), new PayloadMachine(), NO_EFFECTS);
      return measure(name, () -> shard.submit(new PayloadMachine.Keep(PAYLOAD)));
    }
  }

  private List<Result> measure(String name, Supplier<CompletionStage<?>> operation)
      throws InterruptedException {
    new ClosedLoop(64, duration).run(operation); // warms up
    List<Result> results = new ArrayList<>();
    for (int outstanding : OUTSTANDING) {
      double[] rates = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        rates[round] = new ClosedLoop(outstanding, duration).run(operation);
      }
      Arrays.sort(rates);
      results.add(new Result(rates[0], rates[rounds / 2], rates[rounds - 1]));
    }
    row(name, results.stream().map(Result::toString).toList());
    return results;
  }

  private void open() {
    RatisKernelConfig config = RatisKernelConfig.defaults(directory.resolve("six"));
    for (String which : new String[] {"new", "existing"}) {
      long start = System.nanoTime();
      try (RatisKernel kernel = new RatisKernel(config)) {
        for (int i = 1; i <= 6; i++) {
          kernel.open(new ShardId("shard-" + i), new PayloadMachine(), NO_EFFECTS);
        }
        System.out.printf(
            "open six shards, %s directory: %d ms%n",
            which, (System.nanoTime() - start) / 1_000_000);
      }
    }
  }

  private static KernelLimits withBatches(int commands) {
    KernelLimits defaults = KernelLimits.defaults();
    return new KernelLimits(
        defaults.maxCommandBytes(),
        commands,
        defaults.maxBatchBytes(),
        defaults.maxPendingCommands(),
        defaults.maxPendingBytes(),
        defaults.outboxRetryFirst(),
        defaults.outboxRetryMax());
  }

  private static void row(String name, List<String> cells) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-30s", name));
    cells.forEach(cell -> line.append(String.format(Locale.ROOT, " %28s", cell)));
    System.out.println(line);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static String option(String[] arguments, String name, String fallback) {
    int index = Arrays.asList(arguments).indexOf(name);
    return index < 0 ? fallback : arguments[index + 1];
  }

  private record Result(double least, double median, double most) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,.0f (%,.0f–%,.0f)", median, least, most);
    }
  }
}
