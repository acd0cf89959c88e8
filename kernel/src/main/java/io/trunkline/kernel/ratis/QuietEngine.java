package io.trunkline.kernel.ratis;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.AwaitForSignal;
import org.apache.ratis.util.JvmPauseMonitor;
import org.jspecify.annotations.Nullable;
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
      signal.set(updater, new PatientSignal(division.getMemberId()));
      before.signal(); // whoever waits for the old one
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("The thread that applies entries looks for them ten times a second", e);
      return false;
    }
  }

  /**
   * Keeps the thread quiet that counts a leader's majorities; returns whether that could be done.
   * It looks after its followers about once a second, also where it has none.
   *
   * @param alone whether there are no followers now
   */
  @SuppressWarnings("unchecked") // the elements are Ratis's own, and only passed on
  static boolean quietenLeader(RaftServer.Division division, BooleanSupplier alone) {
    try {
      Object leader = ((AtomicReference<?>) get(get(division, "role"), "leaderState")).get();
      if (leader == null) {
        return true; // it was one
      }
      Object events = get(leader, "eventQueue");
      synchronized (events) { // as Ratis does where it adds one
        Field queue = field(events, "queue");
        BlockingQueue<Object> before = (BlockingQueue<Object>) queue.get(events);
        PatientEvents replacement = new PatientEvents(alone);
        before.drainTo(replacement);
        queue.set(events, replacement);
        before.add(get(leader, "updateCommitEvent")); // for whoever waits at the old one
      }
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("A leader without followers looks for them once a second", e);
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

  /** What has happened to a leader; has its thread wait longer where nothing can have. */
  private static final class PatientEvents extends ArrayBlockingQueue<Object> {
    private static final long serialVersionUID = 1L;
    private static final int KINDS = 8;
    private static final long LONGEST_WAIT_SECONDS = 5;

    private final transient BooleanSupplier alone;

    private PatientEvents(BooleanSupplier alone) {
      super(KINDS);
      this.alone = alone;
    }

    @Override
    public @Nullable Object poll(long timeout, TimeUnit unit) throws InterruptedException {
      return alone.getAsBoolean()
          ? super.poll(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)
          : super.poll(timeout, unit);
    }
  }

  /** Has the thread wait longer than Ratis asks, once nobody can miss a signal any more. */
  private static final class PatientSignal extends StickySignal {
    private long looks;

    private PatientSignal(Object name) {
      super(name);
    }

    @Override
    Duration longest(Duration asked) {
      return ++looks > FIRST_LOOKS ? LONGEST_WAIT : asked;
    }
  }
}
