package io.trunkline.kernel.runtime;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * What a shard has to do at a later time, in the order of that time. A clock that is set back does
 * not prolong a wait; it does put off what is due at a time of day.
 */
final class Alarms {
  /** The wait where nothing is to be done: an hour, in milliseconds. */
  static final long LONGEST_WAIT = 3_600_000;

  /** Something to do at a time. */
  static final class Alarm {
    private final long order;
    private final boolean wait;
    private final Runnable action;
    private long at;

    private Alarm(long at, long order, boolean wait, Runnable action) {
      this.at = at;
      this.order = order;
      this.wait = wait;
      this.action = action;
    }
  }

  private final TreeSet<Alarm> pending =
      new TreeSet<>(
          Comparator.<Alarm>comparingLong(alarm -> alarm.at)
              .thenComparingLong(alarm -> alarm.order));
  private final InstantSource clock;
  private long lastOrder;
  private long lastSeen;

  Alarms(InstantSource clock) {
    this.clock = clock;
  }

  /** Has {@code action} run once the time of day is {@code at}. */
  Alarm at(long at, Runnable action) {
    return add(new Alarm(at, ++lastOrder, false, action));
  }

  /** Has {@code action} run after {@code millis} milliseconds. */
  Alarm after(long millis, Runnable action) {
    long now = clock.millis();
    notice(now);
    return add(new Alarm(now + millis, ++lastOrder, true, action));
  }

  private Alarm add(Alarm alarm) {
    pending.add(alarm);
    return alarm;
  }

  void cancel(Alarm alarm) {
    pending.remove(alarm);
  }

  /** Runs the first alarm that is due; returns false where none is. */
  boolean runNext(long now) {
    if (millisToNext(now) > 0) {
      return false;
    }
    pending.pollFirst().action.run();
    return true;
  }

  /** Returns how long, in milliseconds, nothing is due. */
  long millisToNext(long now) {
    notice(now);
    if (pending.isEmpty()) {
      return LONGEST_WAIT;
    }
    return Math.clamp(pending.first().at - now, 0, LONGEST_WAIT);
  }

  /** Moves the ends of all waits where the clock was set back. */
  private void notice(long now) {
    long setBack = lastSeen - now;
    lastSeen = now;
    if (setBack > 0 && !pending.isEmpty()) {
      List<Alarm> waits = pending.stream().filter(alarm -> alarm.wait).toList();
      waits.forEach(pending::remove);
      waits.forEach(
          alarm -> {
            alarm.at -= setBack;
            pending.add(alarm);
          });
    }
  }
}
