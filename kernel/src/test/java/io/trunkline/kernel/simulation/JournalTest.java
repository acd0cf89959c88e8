package io.trunkline.kernel.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.kernel.runtime.LogPosition;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a log reads back after a crash, and after its disk has gone bad. */
class JournalTest {
  private final SimulatedFile file = new SimulatedFile();
  private final Journal journal = Journal.recover(file);

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      journal.append(journal.last().index() + 1, 1, new byte[] {1, 2, 3, (byte) i});
    }
  }

  private void sync() {
    file.markSynced(file.length());
  }

  @Property(tries = 200)
  void aCrashLosesNothingThatWasSyncedAndInventsNothing(
      @ForAll short synced, @ForAll short unsynced, @ForAll long seed) {
    SimulatedFile torn = new SimulatedFile();
    Journal written = Journal.recover(torn);
    int durable = Math.floorMod(synced, 20);
    int all = durable + Math.floorMod(unsynced, 20);
    for (int i = 0; i < all; i++) {
      written.append(i, 1, new byte[] {(byte) i});
      if (i + 1 == durable) {
        torn.markSynced(torn.length());
      }
    }
    torn.crash(new SplittableRandom(seed));
    Journal read = Journal.recover(torn);
    assertThat(read.size()).isBetween(durable, all);
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.entry(i).bytes()).containsExactly(i);
    }
  }

  @Test
  void aDamagedRecordInFrontOfSyncedOnesIsNamed() {
    append(3);
    sync();
    append(3);
    assertThat(file.rot(new SplittableRandom(1), journal.provenSynced())).isTrue();
    assertThatThrownBy(() -> Journal.recover(file))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("damaged at byte");
  }

  @Test
  void termVoteAndBaseAreReadBack() {
    journal.vote(7, 2);
    append(5);
    journal.cut(4);
    journal.compact(1);
    Journal read = Journal.recover(file);
    assertThat(read.term()).isEqualTo(7);
    assertThat(read.vote()).isEqualTo(2);
    assertThat(read.base()).isEqualTo(new LogPosition(1, 1));
    assertThat(read.last()).isEqualTo(new LogPosition(1, 3));
  }
}
