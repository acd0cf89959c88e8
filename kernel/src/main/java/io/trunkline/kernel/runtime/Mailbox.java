package io.trunkline.kernel.runtime;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The messages for one shard's thread: any thread posts, that thread takes all there are. */
final class Mailbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition posted = lock.newCondition();
  private ArrayDeque<Runnable> messages = new ArrayDeque<>();
  private boolean waiting;
  private boolean closed;
  private boolean woken;

  /** Adds a message; returns false, and drops it, once the mailbox is closed. */
  boolean post(Runnable message) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      messages.add(message);
      if (waiting) {
        posted.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Makes a waiting {@link #take} return, even with nothing. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      posted.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for messages, at most {@code maxMillis}, and returns all of them.
   *
   * @param empty an empty queue, which takes the next messages
   */
  ArrayDeque<Runnable> take(ArrayDeque<Runnable> empty, long maxMillis)
      throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(maxMillis);
      waiting = true;
      while (messages.isEmpty() && !woken && left > 0) {
        left = posted.awaitNanos(left);
      }
      waiting = false;
      woken = false;
      ArrayDeque<Runnable> taken = messages;
      messages = empty;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses further messages and returns those that are left. */
  ArrayDeque<Runnable> close() {
    lock.lock();
    try {
      closed = true;
      ArrayDeque<Runnable> left = messages;
      messages = new ArrayDeque<>();
      return left;
    } finally {
      lock.unlock();
    }
  }
}
