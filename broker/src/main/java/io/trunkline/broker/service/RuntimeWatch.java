package io.trunkline.broker.service;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.EntityRuntime;
import io.trunkline.broker.effects.NamespaceLeader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waits until what an entity holds is as somebody wants it. The leader looks every {@link #PERIOD}
 * and only while somebody waits, so that the way of the messages knows nothing of it. Used on the
 * shard's thread alone.
 */
final class RuntimeWatch {
  /** How long a change may go unnoticed; several changes within it are one. */
  static final Duration PERIOD = Duration.ofMillis(100);

  private final NamespaceLeader leader;
  private final InstantSource clock;
  private final Supplier<EntityRuntime> runtime;
  private final Predicate<EntityRuntime> wanted;
  private final long giveUpAt;
  private final CompletableFuture<EntityRuntime> result = new CompletableFuture<>();

  private RuntimeWatch(
      NamespaceLeader leader,
      InstantSource clock,
      Supplier<EntityRuntime> runtime,
      Predicate<EntityRuntime> wanted,
      Duration wait) {
    this.leader = leader;
    this.clock = clock;
    this.runtime = runtime;
    this.wanted = wanted;
    this.giveUpAt = clock.millis() + wait.toMillis();
  }

  /**
   * Starts to wait.
   *
   * @param runtime looks; throws where the entity is gone
   * @return what is there once {@code wanted} holds, or at the end of {@code wait}; or {@code
   *     SERVER_BUSY} when this node ceases to lead the namespace
   */
  static CompletableFuture<EntityRuntime> start(
      NamespaceLeader leader,
      InstantSource clock,
      Supplier<EntityRuntime> runtime,
      Predicate<EntityRuntime> wanted,
      Duration wait) {
    RuntimeWatch watch = new RuntimeWatch(leader, clock, runtime, wanted, wait);
    Runnable forget = leader.onDeposed(watch::deposed);
    watch.look();
    var unused = watch.result.whenComplete((_, _) -> forget.run());
    return watch.result;
  }

  private void look() {
    if (result.isDone()) {
      return;
    }
    try {
      EntityRuntime now = runtime.get();
      if (wanted.test(now) || clock.millis() >= giveUpAt) {
        result.complete(now);
      } else {
        leader.at(Math.min(giveUpAt, clock.millis() + PERIOD.toMillis()), this::look);
      }
    } catch (BrokerException e) {
      result.completeExceptionally(e);
    }
  }

  private void deposed() {
    result.completeExceptionally(
        new BrokerException(
            BrokerError.SERVER_BUSY, "This node no longer leads the namespace; ask again."));
  }
}
