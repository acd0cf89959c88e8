package io.trunkline.kernel.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clock that stands still until it is moved, and tells who wants to know. Thread-safe. */
public final class ManualClock implements InstantSource {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Instant now;

  /** A clock that shows {@code start}. */
  public ManualClock(Instant start) {
    this.now = start;
  }

  /** A clock that shows some fixed day. */
  public ManualClock() {
    this(Instant.parse("2030-01-02T03:04:05Z"));
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** Moves the clock forward by {@code step}. */
  public void advance(Duration step) {
    synchronized (this) {
      now = now.plus(step);
    }
    listeners.forEach(Runnable::run);
  }

  /** Moves the clock to {@code time}, forward or back. */
  public void set(Instant time) {
    synchronized (this) {
      now = time;
    }
    listeners.forEach(Runnable::run);
  }

  /** Has {@code listener} called after every move. */
  public void onMove(Runnable listener) {
    listeners.add(listener);
  }

  /** Takes back {@link #onMove}. */
  public void forget(Runnable listener) {
    listeners.remove(listener);
  }
}
