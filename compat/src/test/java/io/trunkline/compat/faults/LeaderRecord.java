package io.trunkline.compat.faults;

import io.trunkline.compat.history.Operation;
import io.trunkline.compat.history.Outcome;
import io.trunkline.compat.history.Recorder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Notes when another node begins to lead: leadership also moves when no fault strikes, back to the
 * node that is preferred or to one that leads less, and locks end with it.
 */
final class LeaderRecord implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final FaultCluster cluster;
  private final Recorder recorder;
  private final Thread thread;
  private volatile boolean closed;

  private LeaderRecord(FaultCluster cluster, Recorder recorder) {
    this.cluster = cluster;
    this.recorder = recorder;
    this.thread = Thread.ofVirtual().name("leaders").start(this::run);
  }

  static LeaderRecord start(FaultCluster cluster, Recorder recorder) {
    return new LeaderRecord(cluster, recorder);
  }

  private void run() {
    Optional<Integer> known = Optional.empty();
    Instant seen = recorder.now();
    while (!closed) {
      Instant asked = recorder.now();
      Optional<Integer> leader = cluster.leader();
      if (leader.isPresent()) {
        if (known.isPresent() && !leader.equals(known)) {
          String what = "node " + leader.get() + " leads";
          recorder.add("leaders", new Operation.Fault(what), seen, Outcome.OK);
        }
        known = leader;
        seen = asked;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
