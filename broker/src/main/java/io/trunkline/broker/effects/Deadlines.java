package io.trunkline.broker.effects;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** Volatile deadlines of the leader, run on the shard's thread. */
final class Deadlines {
  private record Deadline(long at, long order, Runnable task) {}

  private final PriorityQueue<Deadline> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong(Deadline::at).thenComparingLong(Deadline::order));
  private final InstantSource clock;
  private final Waker waker;
  private final Consumer<Runnable> shardThread;
  private long order;
  private long wakingAt = Long.MAX_VALUE;

  /**
   * @param shardThread runs a task on the shard's thread
   */
  Deadlines(InstantSource clock, Waker waker, Consumer<Runnable> shardThread) {
    this.clock = clock;
    this.waker = waker;
    this.shardThread = shardThread;
  }

  /** Has {@code task} run on the shard's thread, not before {@code at}. */
  void at(long at, Runnable task) {
    waiting.add(new Deadline(at, order++, task));
    arm();
  }

  private void arm() {
    Deadline first = waiting.peek();
    if (first != null && first.at() < wakingAt) {
      wakingAt = first.at();
      waker.wakeAt(first.at(), () -> shardThread.accept(this::run));
    }
  }

  private void run() {
    wakingAt = Long.MAX_VALUE;
    long now = clock.millis();
    while (!waiting.isEmpty() && waiting.peek().at() <= now) {
      waiting.poll().task().run();
    }
    arm();
  }

  void clear() {
    waiting.clear();
  }
}
