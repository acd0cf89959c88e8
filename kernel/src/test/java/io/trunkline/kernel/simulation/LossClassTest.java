package io.trunkline.kernel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The ways to lose something, by name: each is planted in the simulation, and the checks that
 * {@link ClusterSimulationTest} makes of every seed must find it.
 */
class LossClassTest {
  /** Most are found by one of the first ten seeds. */
  private static final int SEEDS = 600;

  @ParameterizedTest
  @CsvSource({
    "ACK_BEFORE_FSYNC, 3, durable on",
    "ACK_BEFORE_MAJORITY, 3, durable on",
    "FORGOTTEN_VOTE, 3, two leaders",
    "UNCHECKED_TAIL, 1, what nobody has written",
    "ROT_TAKEN_FOR_TAIL, 1, commits at",
    "UNCHECKED_SNAPSHOT, 3, same state",
    "UNCONFIRMED_READ, 3, sees what was acknowledged before it",
    "PROGRESS_APART_FROM_STATE, 3, effects of",
    "BLIND_RETRY, 3, effects of",
    "LENT_LEADERSHIP, 3, a deposed leader has its way",
    "OUTLIVED_TERM, 3, a deposed leader has its way",
    "FALSE_REFUSAL, 3, effects of",
    "CUT_WITHOUT_MARKS, 3, in a cut"
  })
  void aPlantedFaultIsFound(Sabotage planted, int nodes, String complaint) {
    OptionalLong found =
        Seeds.firstFailure(
            SEEDS, complaint, seed -> ClusterRun.run(seed, nodes, Set.of(planted), false));
    assertThat(found).as("seeds until %s is found", planted).isPresent();
  }

  @Test
  void aHopWithoutIdempotencyIsFoundToHappenTwice() {
    OptionalLong found =
        Seeds.firstFailure(
            SEEDS, "how often the parcel", seed -> ClusterRun.run(seed, 3, Set.of(), true));
    assertThat(found).isPresent();
  }
}
