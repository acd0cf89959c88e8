package io.trunkline.bench;

import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ratis.RatisKernel;
import io.trunkline.kernel.ratis.RatisKernelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Measures the kernel of one node against the disk below it; see the module's README. */
public final class KernelBench {
  private static final int[] OUTSTANDING = {1, 16, 256, 2_048};
  private static final int[] SIZES = {1_024, 4_096};
  private static final ShardEffects<PayloadMachine.Keep> NO_EFFECTS = new ShardEffects<>() {};

  private final Duration duration;
  private final int rounds;
  private final Path directory;

  private KernelBench(Duration duration, int rounds, Path directory) {
    this.duration = duration;
    this.rounds = rounds;
    this.directory = directory;
  }

  /** Options: {@code --seconds N}, {@code --rounds N}, {@code --directory DIR}, {@code --start}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int seconds = Integer.parseInt(option(arguments, "--seconds", "2"));
    int rounds = Integer.parseInt(option(arguments, "--rounds", "3"));
    String named = option(arguments, "--directory", "");
    Path directory =
        named.isEmpty() ? Files.createTempDirectory("trunkline-bench") : Path.of(named);
    Files.createDirectories(directory);
    KernelBench bench = new KernelBench(Duration.ofSeconds(seconds), rounds, directory);
    if (Arrays.asList(arguments).contains("--start")) {
      bench.starts();
    } else {
      bench.run();
    }
  }

  private void run() throws IOException, InterruptedException {
    System.out.printf("in %s, %d rounds of %s each%n", directory, rounds, duration);
    RatisKernelConfig config = RatisKernelConfig.defaults(directory.resolve("shard"));
    try (GroupCommitFile file = new GroupCommitFile(directory.resolve("limit"));
        Engine engine = new Engine(directory.resolve("engine"));
        RatisKernel kernel = new RatisKernel(config)) {
      Shard<PayloadMachine.Keep> shard =
          kernel.open(new ShardId("bench"), new PayloadMachine(), NO_EFFECTS);
      List<Layer> layers =
          List.of(
              new Layer("append + fsync", file::append),
              new Layer("engine", engine::append),
              new Layer("shard", bytes -> shard.submit(new PayloadMachine.Keep(bytes))));
      for (Layer layer : layers) {
        round(layer, 64, new byte[1_024]); // warms up
      }
      for (int size : SIZES) {
        for (int outstanding : OUTSTANDING) {
          measure(layers, outstanding, new byte[size]);
        }
      }
    }
  }

  /** Measures the layers in turn, so that what else the machine does troubles them alike. */
  private void measure(List<Layer> layers, int outstanding, byte[] payload)
      throws InterruptedException {
    List<List<Measurement.Round>> results = new ArrayList<>();
    layers.forEach(_ -> results.add(new ArrayList<>()));
    for (int i = 0; i < rounds; i++) {
      for (int k = 0; k < layers.size(); k++) {
        results.get(k).add(round(layers.get(k), outstanding, payload));
      }
    }
    Measurement limit = new Measurement(results.getFirst());
    for (int k = 0; k < layers.size(); k++) {
      Measurement measured = new Measurement(results.get(k));
      System.out.printf(
          Locale.ROOT,
          "%,6d bytes %,6d outstanding  %-15s %26s/s %22s of the limit  cpu %22s µs"
              + "  allocated %28s bytes%n",
          payload.length,
          outstanding,
          layers.get(k).name(),
          measured.rate(),
          measured.shareOf(limit),
          measured.cpu(),
          measured.allocation());
    }
  }

  private Measurement.Round round(Layer layer, int outstanding, byte[] payload)
      throws InterruptedException {
    Usage before = Usage.now();
    double perSecond =
        new ClosedLoop(outstanding, duration).run(() -> layer.submit().apply(payload));
    Usage used = Usage.now().since(before);
    double commands = perSecond * duration.toNanos() / 1e9;
    return new Measurement.Round(
        perSecond, used.cpuNanos() / 1e3 / commands, used.allocatedBytes() / commands);
  }

  /** Measures how soon a shard serves after 1 GiB of history, closed or ended by a crash. */
  private void starts() throws IOException, InterruptedException {
    for (HistoryWriter.Ending ending : HistoryWriter.Ending.values()) {
      Path data = directory.resolve("history-" + ending.name().toLowerCase(Locale.ROOT));
      HistoryWriter.run(data, ending);
      long start = System.nanoTime();
      try (RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(data))) {
        kernel.open(new ShardId("bench"), new PayloadMachine(), NO_EFFECTS);
        System.out.printf(
            "1 GiB of history, %s: serves after %d ms%n",
            ending.name().toLowerCase(Locale.ROOT), (System.nanoTime() - start) / 1_000_000);
      }
    }
  }

  static String option(String[] arguments, String name, String fallback) {
    int index = Arrays.asList(arguments).indexOf(name);
    return index < 0 ? fallback : arguments[index + 1];
  }
}
