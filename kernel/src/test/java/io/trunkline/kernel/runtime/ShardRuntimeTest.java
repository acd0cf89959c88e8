package io.trunkline.kernel.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.trunkline.kernel.KernelLimits;
import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.kernel.memory.MemoryKernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits, batching and threads of a shard. */
class ShardRuntimeTest {
  private static final ShardId ID = new ShardId("ledger");
  private static final KernelLimits LIMITS =
      new KernelLimits(200, 10, 400, 20, 100_000, Duration.ofMillis(100), Duration.ofMillis(400));

  private final ManualClock clock = new ManualClock();
  private final LedgerEffects effects = new LedgerEffects();
  private final MemoryKernel kernel = new MemoryKernel(clock, LIMITS);
  private final Shard<Ledger.Entry> shard = kernel.open(ID, new Ledger(), effects);

  @AfterEach
  void close() {
    kernel.close();
  }

  private List<CompletableFuture<Long>> submit(int count) {
    List<CompletableFuture<Long>> replies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      replies.add(shard.submit(new Ledger.Add("a", 1)));
    }
    return replies;
  }

  @Test
  void refusesMoreCommandsThanMayWaitAndTakesThemAgainLater() {
    kernel.log(ID).holdCommits();
    List<CompletableFuture<Long>> waiting = submit(20);
    CompletableFuture<Long> tooMany = shard.submit(new Ledger.Add("a", 1));
    assertThatThrownBy(tooMany::join)
        .hasCauseInstanceOf(ShardUnavailableException.class)
        .hasMessageContaining("as many commands waiting as it may");

    kernel.log(ID).releaseCommits();
    assertThat(waiting.getLast().join()).isEqualTo(20);
    assertThat(shard.submit(new Ledger.Add("a", 1)).join()).isEqualTo(21);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void entriesOfUnknownFateDoNotKeepAFullQueueFromGoingOn() {
    KernelLimits patient =
        new KernelLimits(
            200, 10, 8_000, 100, 100_000, Duration.ofMillis(100), Duration.ofMillis(400));
    try (MemoryKernel other = new MemoryKernel(clock, patient)) {
      Shard<Ledger.Entry> ledger = other.open(ID, new Ledger(), new LedgerEffects());
      other.log(ID).holdCommits();
      List<CompletableFuture<Long>> replies = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        replies.add(ledger.submit(new Ledger.Add("a", 1)));
      }
      ledger.query(() -> 0).join(); // as many entries are on their way as may be

      other.log(ID).cutOff(true);
      other.log(ID).dropUncommitted();
      assertThatThrownBy(() -> ledger.query(() -> 0).join())
          .hasMessageContaining("cannot make sure that it is not behind");
      other.log(ID).cutOff(false);
      other.log(ID).releaseCommits();
      clock.advance(Duration.ofSeconds(1));

      List<Throwable> failures =
          replies.stream()
              .map(reply -> reply.handle((_, failure) -> failure).join())
              .filter(Objects::nonNull)
              .toList();
      assertThat(failures)
          .isNotEmpty()
          .allSatisfy(
              failure ->
                  assertThat(((ShardUnavailableException) failure).outcomeUnknown()).isTrue());
      assertThat(ledger.submit(new Ledger.Add("a", 1)).join()).isEqualTo(101 - failures.size());
    }
  }

  @Test
  void refusesACommandThatIsTooLarge() {
    assertThatThrownBy(() -> shard.submit(new Ledger.Add("n".repeat(200), 1)).join())
        .hasCauseInstanceOf(RejectedException.class)
        .hasMessageContaining("the limit is 200 bytes");
  }

  @Test
  void anEntryHoldsNoMoreThanItMay() {
    kernel.log(ID).holdCommits();
    List<CompletableFuture<Long>> replies = submit(20);
    shard.query(() -> 0).join();
    kernel.log(ID).releaseCommits();
    replies.forEach(CompletableFuture::join);
    assertThat(kernel.log(ID).committedEntries()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void outboxWorkRunsConcurrentlyUpToALimit() {
    List<CompletableFuture<Ledger.Entry>> running = new ArrayList<>();
    effects.delivery =
        _ -> {
          CompletableFuture<Ledger.Entry> delivery = new CompletableFuture<>();
          running.add(delivery);
          return delivery;
        };
    int all = Outbox.MAX_RUNNING + 10;
    for (int i = 0; i < all; i++) {
      shard.submit(new Ledger.Send("w" + i)).join();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> effects.delivered.size() == Outbox.MAX_RUNNING);
    assertThat(effects.delivered).startsWith("w0", "w1", "w2");

    shard
        .query(() -> List.copyOf(running))
        .join()
        .forEach(one -> one.completeExceptionally(new IllegalStateException("down")));
    await().atMost(Duration.ofSeconds(60)).until(() -> effects.delivered.size() == all);
  }

  @Test
  void repetitionsOfAFailedDeliveryWaitLongerEachTimeUpToALimit() {
    effects.delivery = _ -> CompletableFuture.failedFuture(new IllegalStateException("down"));
    shard.submit(new Ledger.Send("w")).join();
    kernel.settle();
    int attempts = 1;
    for (int wait : new int[] {100, 200, 400, 400, 400}) {
      clock.advance(Duration.ofMillis(wait - 1));
      kernel.settle();
      assertThat(effects.delivered).hasSize(attempts);
      clock.advance(Duration.ofMillis(1));
      kernel.settle();
      assertThat(effects.delivered).hasSize(++attempts);
    }
  }

  @Test
  void tasksQueriesAndRepliesRunOnTheShardsThread() {
    AtomicReference<Thread> task = new AtomicReference<>();
    shard.execute(() -> task.set(Thread.currentThread())).join();
    assertThat(task.get().getName()).isEqualTo("shard ledger");
    assertThat(shard.onShardThread()).isFalse();
    assertThat(shard.query(shard::onShardThread).join()).isTrue();
    boolean nested = shard.query(() -> shard.query(shard::onShardThread).join()).join();
    assertThat(nested).isTrue();
    assertThatThrownBy(shard::store).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theStoreIsWrittenInApplyOnly() {
    assertThatThrownBy(
            () ->
                shard
                    .query(
                        () -> {
                          shard.store().put(new byte[] {1}, new byte[] {1});
                          return 0;
                        })
                    .join())
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only inside apply");
  }

  @Test
  void aFaultyTaskOrEffectDoesNotStopTheShard() {
    CompletableFuture<Void> faulty =
        shard.execute(
            () -> {
              throw new IllegalStateException("a fault of a task, on purpose");
            });
    assertThatThrownBy(faulty::join).hasMessageContaining("a fault of a task");
    assertThat(shard.submit(new Ledger.Add("a", 1)).join()).isEqualTo(1);
  }

  @Test
  void aStoppedShardRefusesEverything() {
    kernel.close();
    assertThatThrownBy(() -> shard.submit(new Ledger.Add("a", 1)).join())
        .hasCauseInstanceOf(ShardUnavailableException.class);
    assertThatThrownBy(() -> shard.query(() -> 0).join())
        .hasCauseInstanceOf(ShardUnavailableException.class);
    assertThat(effects.roles).containsExactly("leading", "following");
  }
}
