package io.trunkline.broker.service;

import io.trunkline.broker.effects.Waker;
import io.trunkline.kernel.memory.ManualClock;
import java.util.ArrayList;
import java.util.List;

/** Calls back when the test moves the clock. */
public final class ManualWaker implements Waker {
  private record Alarm(long at, Runnable task) {}

  private final ManualClock clock;
  private final List<Alarm> alarms = new ArrayList<>();

  public ManualWaker(ManualClock clock) {
    this.clock = clock;
    clock.onMove(this::ring);
  }

  @Override
  public synchronized void wakeAt(long at, Runnable task) {
    alarms.add(new Alarm(at, task));
  }

  private void ring() {
    List<Alarm> due;
    synchronized (this) {
      due = alarms.stream().filter(alarm -> alarm.at() <= clock.millis()).toList();
      alarms.removeAll(due);
    }
    due.forEach(alarm -> alarm.task().run());
  }
}
