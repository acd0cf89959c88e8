package io.trunkline.workflows.effects;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.IdSource;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunIdsTest {
  private final IdSource ids = IdSource.seeded(1);

  @Test
  void newerRunsSortFirst() {
    String older = RunIds.run(Instant.parse("2026-01-01T00:00:00Z"), ids);
    String newer = RunIds.run(Instant.parse("2026-01-01T00:00:00.001Z"), ids);
    assertThat(newer).isLessThan(older);
    assertThat(older).matches("\\d{29}CU00").startsWith("0858");
    assertThat(RunIds.version(Instant.EPOCH, ids)).hasSize(20);
  }

  @Test
  void runsOfASplitFiringHaveIdsOfTheirOwn() {
    String first = "08584648327511354300999999999CU00";
    assertThat(RunIds.sibling(first, 0)).isEqualTo(first);
    assertThat(RunIds.sibling(first, 1)).isEqualTo("08584648327511354300000000000CU00");
  }
}
