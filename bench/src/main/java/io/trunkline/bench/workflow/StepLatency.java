package io.trunkline.bench.workflow;

import io.trunkline.bench.GroupCommitFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a step takes where nothing else is going on: from the moment at which one call of a run
 * is made, and answered at once, to the next one. In between the answer becomes durable. What a
 * plain append and force take on the same disk is measured in turns with it.
 */
final class StepLatency {
  private static final int APPEND_BYTES = 1_024;
  private static final long PAUSE_NANOS = 2_000_000;

  private StepLatency() {}

  static void measure(TrunklineContender engine, RunLoad load, Path directory, int runs)
      throws IOException, InterruptedException {
    long[] steps = new long[runs * (Contender.STEPS - 1)];
    long[] forces = new long[runs];
    long[] calls = new long[Contender.STEPS];
    try (GroupCommitFile file = new GroupCommitFile(directory.resolve("latency"))) {
      for (int run = 0; run < runs; run++) {
        LockSupport.parkNanos(PAUSE_NANOS);
        long start = System.nanoTime();
        file.append(new byte[APPEND_BYTES]).join();
        forces[run] = System.nanoTime() - start;
        LockSupport.parkNanos(PAUSE_NANOS);
        int[] made = {0};
        engine.whenCalled(() -> calls[made[0]++] = System.nanoTime());
        load.one(() -> engine.start(Contender.Work.CALLS));
        for (int step = 1; step < Contender.STEPS; step++) {
          steps[run * (Contender.STEPS - 1) + step - 1] = calls[step] - calls[step - 1];
        }
      }
    }
    engine.whenCalled(() -> {});
    Arrays.sort(steps);
    Arrays.sort(forces);
    for (double quantile : new double[] {0.5, 0.99}) {
      double step = at(steps, quantile);
      double force = at(forces, quantile);
      System.out.printf(
          Locale.ROOT,
          "%-24s a step of an idle engine, p%.0f: %.2f ms; append + fsync: %.2f ms; overhead: %.2f"
              + " ms%n",
          engine.name(),
          100 * quantile,
          step,
          force,
          step - force);
    }
  }

  private static double at(long[] sorted, double quantile) {
    return sorted[(int) (quantile * (sorted.length - 1))] / 1e6;
  }
}
