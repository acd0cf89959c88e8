package io.trunkline.kernel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Many clusters of one, three and five nodes, each with another seed, in all sorts of trouble.
 *
 * <p>{@code -Dtrunkline.simulation.seeds=N} runs that many; {@code -Dtrunkline.simulation.seed=S}
 * runs one again.
 */
class ClusterSimulationTest {
  private static final int SEEDS = Integer.getInteger("trunkline.simulation.seeds", 3_000);
  private static final Long SEED = Long.getLong("trunkline.simulation.seed");
  private static final long FIRST = 20_260_101;

  @Test
  void whatIsAcknowledgedIsThereOnceWhateverGoesWrong() {
    if (SEED != null) {
      System.out.println("simulation: seed " + SEED + ": " + ClusterRun.run(SEED));
      return;
    }
    long began = System.nanoTime();
    List<ClusterRun.Report> reports =
        Seeds.quietly(
            () -> {
              List<ClusterRun.Report> passed = new ArrayList<>();
              for (int n = 0; n < SEEDS; n++) {
                passed.add(run(Seeds.nth(FIRST, n)));
              }
              return passed;
            });
    System.out.printf(
        "simulation: %,d seeds passed in %,d ms: %,d steps, %,d elections, %,d crashes, %,d cuts,"
            + " %,d requests acknowledged, %,d of unknown outcome%n",
        reports.size(),
        (System.nanoTime() - began) / 1_000_000,
        reports.stream().mapToLong(ClusterRun.Report::steps).sum(),
        reports.stream().mapToLong(ClusterRun.Report::elections).sum(),
        reports.stream().mapToLong(ClusterRun.Report::crashes).sum(),
        reports.stream().mapToLong(ClusterRun.Report::cuts).sum(),
        reports.stream().mapToLong(ClusterRun.Report::acknowledged).sum(),
        reports.stream().mapToLong(ClusterRun.Report::unknown).sum());
    assertThat(reports.stream().mapToLong(ClusterRun.Report::cuts).sum()).isPositive();
    assertThat(reports.stream().mapToLong(ClusterRun.Report::acknowledged).sum()).isPositive();
  }

  private static ClusterRun.Report run(long seed) {
    try {
      return ClusterRun.run(seed);
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(
          "seed "
              + seed
              + " fails; to run it again: mvn test -pl kernel -Dtest=ClusterSimulationTest"
              + " -Dtrunkline.simulation.seed="
              + seed,
          failure);
    }
  }

  @Test
  void theSameSeedMakesTheSameRun() {
    for (int n = 0; n < 5; n++) {
      long seed = Seeds.nth(7, n);
      ClusterRun.Report first = Seeds.quietly(() -> ClusterRun.run(seed));
      assertThat(Seeds.quietly(() -> ClusterRun.run(seed))).isEqualTo(first);
    }
  }
}
