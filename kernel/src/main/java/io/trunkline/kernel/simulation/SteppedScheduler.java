package io.trunkline.kernel.simulation;

import io.trunkline.kernel.runtime.ShardScheduler;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a shard in steps of the simulation: some of its messages, then a turn. */
final class SteppedScheduler implements ShardScheduler {
  private static final long USUAL_DELAY = 100;
  private static final long LONG_DELAY = 20_000;

  private final Simulation simulation;
  private final SimulatedNode node;
  private ArrayDeque<Runnable> messages = new ArrayDeque<>();
  private @Nullable Work work;
  private boolean running;
  private boolean atOnce;
  private boolean ended;
  private boolean stepScheduled;
  private long wakeAt = Long.MAX_VALUE;
  private long stalledUntil;

  SteppedScheduler(Simulation simulation, SimulatedNode node) {
    this.simulation = simulation;
    this.node = node;
  }

  @Override
  public void start(Work started) {
    work = started;
    inShard(started::begin);
    scheduleStep();
  }

  @Override
  public boolean post(Runnable message) {
    if (ended) {
      return false;
    }
    messages.add(message);
    if (atOnce && !running) {
      runAll();
    } else {
      scheduleStep();
    }
    return true;
  }

  @Override
  public void wake() {
    if (!ended) {
      scheduleStep();
    }
  }

  @Override
  public boolean isCurrent() {
    return running;
  }

  @Override
  public ArrayDeque<Runnable> refuseMessages() {
    ended = true;
    ArrayDeque<Runnable> left = messages;
    messages = new ArrayDeque<>();
    return left;
  }

  @Override
  public void close() {
    if (!ended) {
      end(null);
    }
  }

  /** Has the shard's thread not run for a time: it waits for a disk, or for its turn. */
  void stall(long micros) {
    stalledUntil = simulation.now() + micros;
  }

  /** Forgets everything, as a killed process does: nobody is told. */
  void kill() {
    ended = true;
    messages.clear();
  }

  /** Has the shard run what waits, and what {@code action} posts at once: it may wait for that. */
  void atOnce(Runnable action) {
    runAll();
    atOnce = true;
    try {
      action.run();
    } finally {
      atOnce = false;
    }
  }

  private void scheduleStep() {
    if (!stepScheduled) {
      stepScheduled = true;
      long most = simulation.random().nextInt(50) == 0 ? LONG_DELAY : USUAL_DELAY;
      simulation.between(1, most, node.task(this::step));
    }
  }

  private void step() {
    stepScheduled = false;
    if (ended) {
      return;
    }
    if (simulation.now() < stalledUntil) {
      stepScheduled = true;
      simulation.after(stalledUntil - simulation.now(), node.task(this::step));
      return;
    }
    SplittableRandom random = simulation.random();
    int waiting = messages.size();
    run(random.nextInt(3) == 0 ? random.nextInt(waiting + 1) : waiting);
    if (!messages.isEmpty()) {
      scheduleStep();
    }
  }

  private void runAll() {
    if (!ended) {
      run(messages.size());
    }
  }

  private void run(int count) {
    inShard(
        () -> {
          for (int i = 0; i < count; i++) {
            messages.remove().run();
          }
          wakeAfter(work.turn(count));
        });
  }

  private void wakeAfter(long millis) {
    long at = simulation.now() + TimeUnit.MILLISECONDS.toMicros(Math.max(millis, 1));
    if (at >= wakeAt && wakeAt > simulation.now()) {
      return;
    }
    wakeAt = at;
    simulation.after(
        at - simulation.now(),
        node.task(
            () -> {
              if (wakeAt == at) {
                wakeAt = Long.MAX_VALUE;
                wake();
              }
            }));
  }

  private void inShard(Runnable action) {
    running = true;
    try {
      action.run();
    } catch (RuntimeException fault) {
      end(fault);
      throw fault;
    } finally {
      running = false;
    }
  }

  private void end(@Nullable Throwable fault) {
    running = true;
    try {
      work.end(fault);
    } finally {
      running = false;
    }
  }
}
