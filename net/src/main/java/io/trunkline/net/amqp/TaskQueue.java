package io.trunkline.net.amqp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Tasks that any thread hands over to one: the thread is woken once for all that come before it
 * takes them, since waking it costs more than most of the tasks.
 */
final class TaskQueue {
  private final Executor thread;
  private final Consumer<List<Runnable>> worker;
  private List<Runnable> waiting = new ArrayList<>();

  /**
   * @param thread runs what it is given on the thread that works
   * @param worker gets tasks on that thread, in their order
   */
  TaskQueue(Executor thread, Consumer<List<Runnable>> worker) {
    this.thread = thread;
    this.worker = worker;
  }

  /** Adds a task, from any thread. */
  void add(Runnable task) {
    boolean first;
    synchronized (this) {
      first = waiting.isEmpty();
      waiting.add(task);
    }
    if (first) {
      thread.execute(this::work);
    }
  }

  private void work() {
    List<Runnable> taken;
    synchronized (this) {
      taken = waiting;
      waiting = new ArrayList<>(Math.min(taken.size(), 64));
    }
    worker.accept(taken);
  }
}
