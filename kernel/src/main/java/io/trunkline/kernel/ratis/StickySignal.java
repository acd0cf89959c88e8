package io.trunkline.kernel.ratis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.util.AwaitForSignal;

/**
 * A signal that whoever waits next finds, also when nobody waited as it came. Ratis's own is lost
 * then, and what it was about is noticed only when the wait has run out.
 */
class StickySignal extends AwaitForSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition came = lock.newCondition();
  private boolean signalled;

  StickySignal(Object name) {
    super(name);
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    lock.lock();
    try {
      long left = longest(Duration.of(time, unit.toChronoUnit())).toNanos();
      while (!signalled && left > 0) {
        left = came.awaitNanos(left);
      }
      boolean found = signalled;
      signalled = false;
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** Returns how long to wait at most, where Ratis wants to wait for {@code asked}. */
  Duration longest(Duration asked) {
    return asked;
  }

  @Override
  public void signal() {
    lock.lock();
    try {
      signalled = true;
      came.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
