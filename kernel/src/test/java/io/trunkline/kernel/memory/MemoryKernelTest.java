package io.trunkline.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryKernelTest {
  private static final ShardId ID = new ShardId("ledger");
  private final ManualClock clock = new ManualClock();
  private final LedgerEffects effects = new LedgerEffects();
  private Ledger ledger = new Ledger();
  private MemoryKernel kernel = new MemoryKernel(clock);
  private Shard<Ledger.Entry> shard = kernel.open(ID, ledger, effects);

  @AfterEach
  void close() {
    kernel.close();
  }

  private void reopen(MemoryKernel next) {
    kernel = next;
    ledger = new Ledger();
    shard = kernel.open(ID, ledger, effects);
  }

  private Map<String, Long> stored() {
    return shard.query(() -> Ledger.read(shard.store())).join();
  }

  @Test
  void repliesOnceACommandIsApplied() {
    assertThat(shard.submit(new Ledger.Add("a", 2)).join()).isEqualTo(2);
    assertThat(shard.submit(new Ledger.Add("a", 3)).join()).isEqualTo(5);
    assertThat(effects.committed).containsExactly("a=2", "a=5");
    assertThat(effects.applied).containsExactly("a=2", "a=5");
    assertThat(stored()).containsExactly(Map.entry("a", 5L));
  }

  @Test
  void parksRepliesUntilTheCommitAndGroupsWhatWaits() {
    SimulatedLog log = kernel.log(ID);
    log.holdCommits();
    CompletableFuture<Long> first = shard.submit(new Ledger.Add("a", 1));
    shard.query(() -> 0).join();
    CompletableFuture<Long> second = shard.submit(new Ledger.Add("a", 1));
    CompletableFuture<Long> third = shard.submit(new Ledger.Add("a", 1));
    assertThat(stored()).isEmpty();
    assertThat(first).isNotDone();
    assertThat(log.uncommittedEntries()).isEqualTo(1);

    log.releaseCommits();

    assertThat(third.join()).isEqualTo(3);
    assertThat(second).isCompleted();
    assertThat(log.committedEntries()).isEqualTo(2);
  }

  @Test
  void aRefusedCommandChangesNothing() {
    shard.submit(new Ledger.Add("a", 1)).join();

    assertThatThrownBy(() -> shard.submit(new Ledger.Refuse("a", 9)).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(RejectedException.class);

    kernel.settle();
    assertThat(stored()).containsExactly(Map.entry("a", 1L));
    assertThat(effects.delivered).isEmpty();
    assertThat(effects.committed).containsExactly("a=1");
    assertThat(shard.submit(new Ledger.Add("a", 1)).join()).isEqualTo(2);
  }

  @Test
  void aFaultyCommandChangesNothingAndTheShardGoesOn() {
    assertThatThrownBy(() -> shard.submit(new Ledger.Fail("a")).join())
        .hasCauseInstanceOf(ShardUnavailableException.class);
    assertThat(stored()).isEmpty();
    assertThat(shard.submit(new Ledger.Add("a", 1)).join()).isEqualTo(1);
  }

  @Test
  void aTimerFiresOnceItIsDueAndNotAgain() {
    long now = clock.millis();
    shard.submit(new Ledger.Arm("late", now + 10_000)).join();
    shard.submit(new Ledger.Arm("past", now - 1)).join();
    kernel.settle();
    assertThat(stored()).containsExactly(Map.entry("past", 1L));

    clock.advance(Duration.ofMillis(9_999));
    kernel.settle();
    assertThat(stored()).doesNotContainKey("late");

    clock.advance(Duration.ofMillis(1));
    kernel.settle();
    clock.advance(Duration.ofDays(1));
    kernel.settle();
    assertThat(stored()).containsExactly(Map.entry("late", 1L), Map.entry("past", 1L));
  }

  @Test
  void aMovedTimerFiresAtItsNewTimeOnly() {
    long now = clock.millis();
    shard.submit(new Ledger.Arm("t", now + 1_000)).join();
    shard.submit(new Ledger.Arm("t", now + 5_000)).join();
    clock.advance(Duration.ofSeconds(2));
    kernel.settle();
    assertThat(stored()).isEmpty();
    clock.advance(Duration.ofSeconds(3));
    kernel.settle();
    assertThat(stored()).containsExactly(Map.entry("t", 1L));
  }

  @Test
  void aTimerThatNobodyDealtWithFiresAgainAfterAWait() {
    effects.ringing = key -> new Ledger.Add("rings", 1);
    shard.submit(new Ledger.Arm("t", clock.millis())).join();
    kernel.settle();
    assertThat(stored()).containsEntry("rings", 1L);
    effects.ringing = Ledger.Ring::new;
    clock.advance(Duration.ofMillis(100));
    kernel.settle();
    assertThat(stored()).containsEntry("rings", 1L).containsEntry("t", 1L);
  }

  @Test
  void outboxWorkIsRepeatedUntilACommandFinishesIt() {
    effects.delivery = entry -> CompletableFuture.failedFuture(new IllegalStateException("down"));
    shard.submit(new Ledger.Send("w")).join();
    kernel.settle();
    assertThat(effects.delivered).containsExactly("w");

    clock.advance(Duration.ofMillis(100));
    kernel.settle();
    assertThat(effects.delivered).containsExactly("w", "w");

    effects.delivery = entry -> CompletableFuture.completedFuture(new Ledger.Sent(entry.id()));
    clock.advance(Duration.ofMillis(200));
    kernel.settle();
    clock.advance(Duration.ofDays(1));
    kernel.settle();
    assertThat(effects.delivered).containsExactly("w", "w", "w");
    assertThat(stored()).containsExactly(Map.entry("w", 1L));
  }

  @Test
  void outboxTimersAndStateSurviveARestartAndACrash() {
    CompletableFuture<Ledger.Entry> never = new CompletableFuture<>();
    effects.delivery = _ -> never;
    shard.submit(new Ledger.Add("a", 7)).join();
    shard.submit(new Ledger.Send("w")).join();
    shard.submit(new Ledger.Arm("t", clock.millis() + 1_000)).join();

    reopen(kernel.restart());
    assertThat(effects.roles).containsExactly("leading", "following", "leading");
    assertThat(shard.query(ledger::balances).join()).containsExactly(Map.entry("a", 7L));
    effects.delivery = entry -> CompletableFuture.completedFuture(new Ledger.Sent(entry.id()));

    reopen(kernel.crash());
    kernel.settle();
    clock.advance(Duration.ofSeconds(1));
    kernel.settle();
    assertThat(stored())
        .containsExactly(Map.entry("a", 7L), Map.entry("t", 1L), Map.entry("w", 1L));
    assertThat(shard.query(ledger::balances).join()).isEqualTo(stored());
  }

  @Test
  void aCrashLosesWhatWasNotCommittedAndItsReplySaysSo() {
    shard.submit(new Ledger.Add("a", 1)).join();
    kernel.log(ID).holdCommits();
    CompletionStage<Long> lost = shard.submit(new Ledger.Add("a", 1));
    shard.query(() -> 0).join();

    reopen(kernel.crash());

    assertThat(lost)
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            ShardUnavailableException.class,
            failure -> assertThat(failure.outcomeUnknown()).isTrue());
    assertThat(stored()).containsExactly(Map.entry("a", 1L));
  }

  @Test
  void aDroppedEntryFailsItsCommandsAndLeavesTheNextOnesAlone() {
    kernel.log(ID).holdCommits();
    CompletableFuture<Long> lost = shard.submit(new Ledger.Add("a", 1));
    shard.query(() -> 0).join();
    kernel.log(ID).dropUncommitted();
    assertThatThrownBy(lost::join).hasCauseInstanceOf(ShardUnavailableException.class);
    kernel.log(ID).releaseCommits();
    assertThat(shard.submit(new Ledger.Add("a", 1)).join()).isEqualTo(1);
  }

  @Test
  void numbersGrowOnAndTimeNeverGoesBackAcrossRestarts() {
    long first = shard.submit(new Ledger.Count()).join();
    long time = shard.submit(new Ledger.Time()).join();
    assertThat(first).isEqualTo(1);
    clock.set(clock.instant().minusSeconds(60));
    reopen(kernel.restart());
    assertThat(shard.submit(new Ledger.Count()).join()).isGreaterThan(first + 1);
    assertThat(shard.submit(new Ledger.Time()).join()).isEqualTo(time);
  }

  @Test
  void aSnapshotShortensTheLogAndReplayGoesOnFromIt() {
    shard.submit(new Ledger.Add("a", 1)).join();
    kernel.log(ID).snapshot();
    assertThat(kernel.log(ID).committedEntries()).isZero();
    shard.submit(new Ledger.Add("a", 1)).join();
    reopen(kernel.crash());
    assertThat(stored()).containsExactly(Map.entry("a", 2L));
  }

  @Test
  void whatIsReplayedIsToldToTheReplicaAndNotToTheLeader() {
    shard.submit(new Ledger.Add("a", 1)).join();
    assertThat(effects.restored).hasValue(1);

    reopen(kernel.crash());

    assertThat(effects.restored).hasValue(2);
    assertThat(effects.applied).containsExactly("a=1", "a=1");
    assertThat(effects.committed).containsExactly("a=1");
  }

  @Test
  void aDeposedLeaderServesNothingUntilItLeadsAgain() {
    kernel.log(ID).depose();
    assertThatThrownBy(() -> shard.submit(new Ledger.Add("a", 1)).join())
        .hasCauseInstanceOf(ShardUnavailableException.class);
    assertThatThrownBy(() -> shard.query(() -> 0).join())
        .hasCauseInstanceOf(ShardUnavailableException.class);
    assertThatThrownBy(() -> shard.execute(() -> {}).join())
        .hasCauseInstanceOf(ShardUnavailableException.class);
    assertThat(shard.leads()).isFalse();
    kernel.log(ID).elect();
    shard.execute(() -> {}).join();
    assertThat(shard.leads()).isTrue();
    assertThat(shard.submit(new Ledger.Add("a", 1)).join()).isEqualTo(1);
    assertThat(effects.roles).containsExactly("leading", "following", "leading");
  }

  @Test
  void aShardOpensOnlyOnce() {
    assertThatThrownBy(() -> kernel.open(ID, new Ledger(), effects))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ledger");
  }
}
