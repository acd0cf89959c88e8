package io.trunkline.kernel.runtime;

import java.util.Comparator;
import java.util.TreeSet;

/** What a leader has to do at a later time, in the order of that time. */
final class Alarms {
  /** The wait where nothing is to be done: an hour, in milliseconds. */
  static final long LONGEST_WAIT = 3_600_000;

  /** Something to do at a time; {@code order} tells alarms of the same time apart. */
  record Alarm(long at, long order, Runnable action) {}

  private final TreeSet<Alarm> pending =
      new TreeSet<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::order));
  private long lastOrder;

  /** Has {@code action} run once the time is {@code at}. */
  Alarm set(long at, Runnable action) {
    Alarm alarm = new Alarm(at, ++lastOrder, action);
    pending.add(alarm);
    return alarm;
  }

  void cancel(Alarm alarm) {
    pending.remove(alarm);
  }

  void clear() {
    pending.clear();
  }

  /** Runs the first alarm that is due; returns false where none is. */
  boolean runNext(long now) {
    if (millisToNext(now) > 0) {
      return false;
    }
    pending.pollFirst().action().run();
    return true;
  }

  /** Returns how long, in milliseconds, nothing is due. */
  long millisToNext(long now) {
    if (pending.isEmpty()) {
      return LONGEST_WAIT;
    }
    return Math.clamp(pending.first().at() - now, 0, LONGEST_WAIT);
  }
}
