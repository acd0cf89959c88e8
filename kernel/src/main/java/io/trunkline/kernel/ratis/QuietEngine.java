package io.trunkline.kernel.ratis;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.AwaitForSignal;
import org.apache.ratis.util.JvmPauseMonitor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Ratis quiet while nothing happens. It has no settings for this, so fields of its own are
 * read and written; where a later version has none of that name, everything works as before, only
 * less quietly, and a test notices.
 */
final class QuietEngine {
  private static final Logger LOG = LoggerFactory.getLogger(QuietEngine.class);

  /** How long the thread may sleep: as long as the request for a snapshot may wait. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  /** How often the thread looks as before, until nobody can have kept the signal of before. */
  private static final int FIRST_LOOKS = 20;

  private QuietEngine() {}

  /**
   * Keeps the thread quiet that hands a group's committed entries to its shard; returns whether
   * that could be done. Ratis has it look ten times a second, for two reasons: it is not told of
   * the request to take a snapshot, and it may miss a signal that comes just before it waits. The
   * signal that is put in the place of Ratis's is not missed, so the thread may wait longer, and no
   * entry is held up by a tenth of a second.
   */
  static boolean quieten(RaftServer.Division division) {
    try {
      Object updater = ((Supplier<?>) get(get(division, "state"), "stateMachineUpdater")).get();
      Field signal = field(updater, "awaitForSignal");
      AwaitForSignal before = (AwaitForSignal) signal.get(updater);
      signal.set(updater, new StickySignal(division.getMemberId()));
      before.signal(); // whoever waits for the old one
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("The thread that applies entries looks for them ten times a second", e);
      return false;
    }
  }

  /**
   * Stops the thread that looks for pauses of the process; returns whether that could be done. It
   * would act on pauses longer than {@link RatisKernelConfig#longestPause} alone, which is so long
   * that the group has a new leader by then if it can have one.
   */
  static boolean quieten(RaftServer server) {
    try {
      ((JvmPauseMonitor) get(server, "pauseMonitor")).stop();
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("A thread looks for pauses of the process that nobody asks for", e);
      return false;
    }
  }

  private static Object get(Object owner, String name) throws ReflectiveOperationException {
    return field(owner, name).get(owner);
  }

  private static Field field(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /** A signal that whoever waits next finds, also when nobody waited as it came. */
  private static final class StickySignal extends AwaitForSignal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private boolean signalled;
    private long looks;

    private StickySignal(Object name) {
      super(name);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
      lock.lock();
      try {
        long left = ++looks > FIRST_LOOKS ? LONGEST_WAIT.toNanos() : unit.toNanos(time);
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
}
