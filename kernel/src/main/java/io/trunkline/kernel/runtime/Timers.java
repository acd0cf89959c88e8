package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Command;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's view of a shard's timers: fires those that are due, and again after a growing wait
 * where the command that should have dealt with one left it in place.
 */
final class Timers<C extends Command<?>> {
  private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

  private static final class Timer {
    private final String key;
    private Alarms.@Nullable Alarm alarm;
    private int failures;

    Timer(String key) {
      this.key = key;
    }
  }

  private final ShardId id;
  private final ShardEffects<C> effects;
  private final Function<C, CompletionStage<?>> submit;
  private final Alarms alarms;
  private final Backoff backoff;
  private final Map<String, Timer> timers = new HashMap<>();

  Timers(
      ShardId id,
      ShardEffects<C> effects,
      Function<C, CompletionStage<?>> submit,
      Alarms alarms,
      Backoff backoff) {
    this.id = id;
    this.effects = effects;
    this.submit = submit;
    this.alarms = alarms;
    this.backoff = backoff;
  }

  void set(String key, long dueAt) {
    cancel(key);
    Timer timer = new Timer(key);
    timers.put(key, timer);
    timer.alarm = alarms.at(dueAt, () -> fire(timer));
  }

  void cancel(String key) {
    Timer timer = timers.remove(key);
    if (timer != null && timer.alarm != null) {
      alarms.cancel(timer.alarm);
    }
  }

  /** Forgets all timers, as a replica does that no longer leads. */
  void clear() {
    timers
        .values()
        .forEach(
            timer -> {
              if (timer.alarm != null) {
                alarms.cancel(timer.alarm);
              }
            });
    timers.clear();
  }

  private void fire(Timer timer) {
    timer.alarm = null;
    CompletionStage<?> applied;
    try {
      applied = submit.apply(effects.timerDue(timer.key));
    } catch (RuntimeException fault) {
      retry(timer, fault);
      return;
    }
    applied.whenComplete((_, failure) -> retry(timer, failure));
  }

  /** Fires again later, unless the command cancelled the timer or set it anew. */
  private void retry(Timer timer, @Nullable Throwable failure) {
    if (timers.get(timer.key) != timer) {
      return;
    }
    timer.failures++;
    if (!(failure instanceof ShardUnavailableException)) {
      LOG.warn(
          "Shard {}: timer {} still stands after it was due; it fires again later",
          id,
          timer.key,
          failure);
    }
    timer.alarm = alarms.after(backoff.millisAfter(timer.failures), () -> fire(timer));
  }
}
