package io.trunkline.broker.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.trunkline.kernel.simulation.Sabotage;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * A namespace on simulated clusters in all sorts of trouble: nothing acknowledged is lost, nothing
 * is settled twice, no leader locks a message twice, duplicates stay out and scheduled messages
 * come although the leader changes, dead letters are neither lost nor doubled, and a session's
 * state is never older than its messages.
 *
 * <p>{@code -Dtrunkline.simulation.seeds=N} runs that many; {@code -Dtrunkline.simulation.seed=S}
 * runs one again.
 */
class BrokerSimulationTest {
  private static final int SEEDS = Integer.getInteger("trunkline.simulation.seeds", 60);
  private static final Long SEED = Long.getLong("trunkline.simulation.seed");
  private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.trunkline.kernel.runtime");
  private final Level level = logger.getLevel();

  @BeforeEach
  void quiet() {
    logger.setLevel(Level.OFF);
  }

  @AfterEach
  void loud() {
    logger.setLevel(level);
  }

  @Test
  void whatIsPromisedHoldsWhoeverLeads() {
    if (SEED != null) {
      BrokerRun.run(SEED, Set.of());
      return;
    }
    for (int n = 0; n < SEEDS; n++) {
      long seed = 5 + n * ODD;
      try {
        BrokerRun.run(seed, Set.of());
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(
            "seed "
                + seed
                + " fails; to run it again: mvn test -pl broker -am -Dtest=BrokerSimulationTest"
                + " -Dtrunkline.simulation.seed="
                + seed,
            failure);
      }
    }
    System.out.printf("simulation of the broker: %,d seeds passed%n", SEEDS);
  }

  @Test
  void aLeaderThatAcknowledgesTooEarlyIsFound() {
    boolean found = false;
    for (int n = 0; n < 60 && !found; n++) {
      try {
        BrokerRun.run(1 + n * ODD, Set.of(Sabotage.ACK_BEFORE_MAJORITY));
      } catch (AssertionError violation) {
        found = true;
      }
    }
    assertThat(found).isTrue();
  }
}
