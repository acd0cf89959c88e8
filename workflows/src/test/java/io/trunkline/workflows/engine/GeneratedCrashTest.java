package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Runs generated definitions undisturbed, and again with a {@code kill -9} after every committed
 * entry: histories, outputs and the identifiers of calls must be the same. {@code
 * -Dtrunkline.definitions=N} runs more of them, {@code -Dtrunkline.seed=S} begins with one that
 * failed.
 */
class GeneratedCrashTest {
  private static final int DEFINITIONS = Integer.getInteger("trunkline.definitions", 8);
  private static final long SEED = Long.getLong("trunkline.seed", new Random().nextLong());

  @Test
  void aRestartAfterEveryCommitChangesNothing() {
    CrashRig rig = new CrashRig();
    for (int i = 0; i < DEFINITIONS; i++) {
      long seed = SEED + i;
      String actions = new GeneratedDefinition(seed).json();
      CrashRig.Result undisturbed = rig.run(actions, CrashRig.SHARED, false);
      int stepActions = seed % 2 == 0 ? CrashRig.SHARED : CrashRig.EACH;
      assertThat(rig.run(actions, stepActions, true))
          .as("definition of -Dtrunkline.seed=%d: %s", seed, actions)
          .isEqualTo(undisturbed);
    }
    System.out.printf(
        "%d generated definitions from seed %d: %d crashes, %d calls, all equal%n",
        DEFINITIONS, SEED, rig.crashes, rig.calls);
  }
}
