package io.trunkline.kernel.ratis;

import io.trunkline.kernel.DamagedShardException;
import io.trunkline.kernel.ShardId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a shard's log again after it could not be written. Ratis writes nothing more to a log after
 * the first failure, and rightly: what the disk holds of the failed write is not known. So the log
 * is closed, cut back to what had certainly been written, and opened anew, again and again until it
 * can be written. Meanwhile the shard has no leader here, and refuses commands.
 */
final class LogRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  /** What a log can do about its failure. */
  interface Log {
    /** Stops what is left of the log; the shard has no leader now. */
    void suspend();

    /** Opens the log again. */
    void resume();

    /** Nothing helps: the shard stops. */
    void giveUp(Throwable cause);
  }

  private final ShardId shard;
  private final DiskSpace space;
  private final Log log;
  private @Nullable Thread thread;
  private boolean closed;

  LogRecovery(ShardId shard, DiskSpace space, Log log) {
    this.shard = shard;
    this.space = space;
    this.log = log;
  }

  /** The log has failed. Returns at once. */
  synchronized void start(Throwable cause) {
    if (closed || thread != null) {
      return;
    }
    LOG.error(
        "Shard {}: the log cannot be written; commands are refused until it can", shard, cause);
    thread = Thread.ofVirtual().name("recovery of " + shard).start(this::run);
  }

  /** Returns whether the log is out of order now. */
  synchronized boolean isUnderWay() {
    return thread != null;
  }

  /** Stops trying. */
  void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    if (running != null) {
      running.interrupt();
      joinUninterruptibly(running);
    }
  }

  private void run() {
    try {
      log.suspend();
      long wait = FIRST_WAIT.toMillis();
      while (true) {
        Thread.sleep(wait);
        wait = Math.min(2 * wait, LONGEST_WAIT.toMillis());
        if (space.look()) {
          continue;
        }
        synchronized (this) {
          if (closed) {
            return;
          }
          if (resumes()) {
            thread = null;
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private boolean resumes() {
    try {
      log.resume();
      LOG.info("Shard {}: the log is open again", shard);
      return true;
    } catch (DamagedShardException damage) {
      log.giveUp(damage);
      return true;
    } catch (RuntimeException e) {
      LOG.warn("Shard {}: the log still cannot be opened: {}", shard, e.toString());
      log.suspend();
      return false;
    }
  }

  private static void joinUninterruptibly(Thread running) {
    boolean interrupted = false;
    while (running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
