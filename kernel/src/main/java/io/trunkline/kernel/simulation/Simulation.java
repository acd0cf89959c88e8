package io.trunkline.kernel.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Virtual time, and what is to happen in it: one event after the other, on the caller's thread. The
 * same seed makes the same run.
 */
public final class Simulation {
  private record Event(long at, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Runnable> checks = new ArrayList<>();
  private final SplittableRandom random;
  private long now;
  private long scheduled;
  private long steps;

  /** A simulation at time 0. */
  public Simulation(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Returns the source of all that is left to chance. */
  public SplittableRandom random() {
    return random;
  }

  /** Returns the virtual time, in microseconds since the beginning. */
  public long now() {
    return now;
  }

  /** Returns how many events have happened. */
  public long steps() {
    return steps;
  }

  /** Has {@code action} happen after {@code micros} microseconds. */
  public void after(long micros, Runnable action) {
    events.add(new Event(now + micros, scheduled++, action));
  }

  /** Has {@code action} happen after a time between the two, in microseconds. */
  public void between(long minMicros, long maxMicros, Runnable action) {
    after(random.nextLong(minMicros, maxMicros + 1), action);
  }

  /** Has {@code check} run after every event; what it throws ends the run. */
  public void afterEveryStep(Runnable check) {
    checks.add(check);
  }

  /** Has the next event happen. */
  public void step() {
    Event event = events.remove();
    now = event.at();
    steps++;
    event.action().run();
    checks.forEach(Runnable::run);
  }

  /** Goes on for some virtual time. */
  public void run(Duration duration) {
    long end = now + TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    while (!events.isEmpty() && events.peek().at() <= end) {
      step();
    }
    now = end;
  }

  /**
   * Goes on until {@code condition} holds.
   *
   * @return whether it holds, at the latest after {@code limit} of virtual time
   */
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    long end = now + TimeUnit.NANOSECONDS.toMicros(limit.toNanos());
    while (!condition.getAsBoolean()) {
      if (events.isEmpty() || events.peek().at() > end) {
        return false;
      }
      step();
    }
    return true;
  }
}
