package io.trunkline.kernel.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits until this replica is known to hold everything acknowledged before. Those that come
 * while a confirmation is under way share the next one. Used on the shard's thread only.
 */
final class ReadBarrier {
  /** Goes on; is given null, or why this replica could not be confirmed. */
  interface Waiter extends Consumer<@Nullable Throwable> {}

  private final Supplier<CompletionStage<Void>> confirm;
  private final Consumer<Runnable> post;
  private List<Waiter> confirming = List.of();
  private List<Waiter> waiting = new ArrayList<>();

  /**
   * @param confirm {@link ReplicatedLog#confirmRead}
   * @param post brings a message to the shard's thread, behind the entries that were handed over
   */
  ReadBarrier(Supplier<CompletionStage<Void>> confirm, Consumer<Runnable> post) {
    this.confirm = confirm;
    this.post = post;
  }

  /** Has {@code waiter} go on once the replica is confirmed, or could not be. */
  void pass(Waiter waiter) {
    waiting.add(waiter);
    if (confirming.isEmpty()) {
      confirmNext();
    }
  }

  /** Returns how many wait. */
  int size() {
    return confirming.size() + waiting.size();
  }

  /** Has all that wait go on with {@code failure}. */
  void failAll(Throwable failure) {
    List<Waiter> all = new ArrayList<>(confirming);
    all.addAll(waiting);
    confirming = List.of();
    waiting = new ArrayList<>();
    all.forEach(waiter -> waiter.accept(failure));
  }

  private void confirmNext() {
    List<Waiter> batch = waiting;
    confirming = batch;
    waiting = new ArrayList<>();
    confirm.get().whenComplete((_, failure) -> post.accept(() -> confirmed(batch, failure)));
  }

  private void confirmed(List<Waiter> batch, @Nullable Throwable failure) {
    if (confirming != batch) {
      return;
    }
    confirming = List.of();
    if (!waiting.isEmpty()) {
      confirmNext();
    }
    batch.forEach(waiter -> waiter.accept(failure));
  }
}
