package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Command;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The leader's view of a shard's outbox: delivers each entry until a command finishes it. Entries
 * start in the order in which they were added, up to {@value #MAX_RUNNING} at a time, and are read
 * from the store only then.
 */
final class Outbox<C extends Command<?>> {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** How many deliveries of a shard run at the same time. */
  static final int MAX_RUNNING = 256;

  private static final class Delivery {
    private final String entryId;
    private int failures;

    Delivery(String entryId) {
      this.entryId = entryId;
    }
  }

  private final ShardId id;
  private final ShardState state;
  private final ShardEffects<C> effects;
  private final Function<C, CompletionStage<?>> submit;
  private final ShardScheduler scheduler;
  private final Alarms alarms;
  private final Backoff backoff;
  private final Map<String, Delivery> unfinished = new HashMap<>();
  private final ArrayDeque<Delivery> ready = new ArrayDeque<>();
  private int running;
  private int epoch;

  Outbox(
      ShardId id,
      ShardState state,
      ShardEffects<C> effects,
      Function<C, CompletionStage<?>> submit,
      ShardScheduler scheduler,
      Alarms alarms,
      Backoff backoff) {
    this.id = id;
    this.state = state;
    this.effects = effects;
    this.submit = submit;
    this.scheduler = scheduler;
    this.alarms = alarms;
    this.backoff = backoff;
  }

  void add(String entryId) {
    Delivery delivery = new Delivery(entryId);
    if (unfinished.putIfAbsent(entryId, delivery) == null) {
      ready.add(delivery);
    }
  }

  void finish(String entryId) {
    unfinished.remove(entryId);
  }

  /** Forgets all entries, as a replica does that no longer leads. */
  void clear() {
    unfinished.clear();
    ready.clear();
    running = 0;
    epoch++;
  }

  /** Returns how many entries are not finished. */
  int size() {
    return unfinished.size();
  }

  /** Returns whether a delivery runs or could start now. */
  boolean isBusy() {
    return running > 0 || !ready.isEmpty();
  }

  /** Starts what is ready. */
  void deliverReady() {
    while (running < MAX_RUNNING && !ready.isEmpty()) {
      Delivery delivery = ready.poll();
      OutboxEntry entry = isUnfinished(delivery) ? state.outboxEntry(delivery.entryId) : null;
      if (entry != null) {
        start(delivery, entry);
      }
    }
  }

  private void start(Delivery delivery, OutboxEntry entry) {
    running++;
    int started = epoch;
    CompletionStage<? extends C> done;
    try {
      done = Objects.requireNonNull(effects.deliver(entry), "deliver returned null");
    } catch (RuntimeException fault) {
      delivered(delivery, started, null, fault);
      return;
    }
    done.whenComplete(
        (command, failure) -> scheduler.post(() -> delivered(delivery, started, command, failure)));
  }

  private void delivered(
      Delivery delivery, int started, @Nullable C command, @Nullable Throwable failure) {
    if (started != epoch) {
      return;
    }
    running--;
    if (failure != null || command == null) {
      retry(delivery, failure);
      return;
    }
    submit.apply(command).whenComplete((_, refusal) -> retry(delivery, refusal));
  }

  /** Delivers again later, unless a command finished the entry. */
  private void retry(Delivery delivery, @Nullable Throwable failure) {
    if (!isUnfinished(delivery)) {
      return;
    }
    delivery.failures++;
    LOG.atLevel(delivery.failures == 1 ? Level.DEBUG : Level.WARN)
        .setCause(failure)
        .log(
            "Shard {}: delivery of outbox entry {} is not finished after attempt {}; it is tried"
                + " again",
            id,
            delivery.entryId,
            delivery.failures);
    alarms.after(backoff.millisAfter(delivery.failures), () -> makeReady(delivery));
  }

  private void makeReady(Delivery delivery) {
    if (isUnfinished(delivery)) {
      ready.add(delivery);
    }
  }

  private boolean isUnfinished(Delivery delivery) {
    return unfinished.get(delivery.entryId) == delivery;
  }
}
