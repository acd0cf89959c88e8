package io.trunkline.kernel.ratis;

import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * Tells who leads which shard. Ratis says when a leader is known, but not when none is: that is
 * looked at now and then, once the node has peers. An election is no news: a shard hears that it
 * has no leader only when that has lasted.
 */
final class LeaderWatch implements AutoCloseable {
  /** How long a shard may be without a leader before it is told: longer than an election lasts. */
  static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private static final class Known {
    private Optional<NodeId> leader = Optional.empty();
    private long lostAt;
  }

  private final Map<RatisLog, Known> logs = new HashMap<>();
  private final List<BiConsumer<ShardId, Optional<NodeId>>> listeners =
      new CopyOnWriteArrayList<>();
  private final ExecutorService teller =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("leaders").factory());
  private @Nullable ScheduledExecutorService watch;

  static NodeId name(RaftPeerId peer) {
    return new NodeId(peer.toString());
  }

  /** Has {@code listener} hear of every change, in order. */
  Cluster.Subscription onChange(BiConsumer<ShardId, Optional<NodeId>> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Starts to look whether shards have lost their leader: once, when there are peers. */
  synchronized void watch() {
    if (watch == null && !teller.isShutdown()) {
      watch =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().name("leader-watch").daemon().factory());
      var unused =
          watch.scheduleWithFixedDelay(
              this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  synchronized void started(RatisLog log) {
    logs.put(log, new Known());
  }

  synchronized void stopped(RatisLog log) {
    logs.remove(log);
  }

  /** Ratis knows who leads. */
  synchronized void found(RatisLog log, RaftPeerId leader) {
    Known known = logs.get(log);
    if (known != null) {
      known.lostAt = 0;
      tell(log, known, Optional.of(name(leader)));
    }
  }

  private synchronized void look() {
    long now = System.nanoTime();
    logs.forEach((log, known) -> look(log, known, now));
  }

  private void look(RatisLog log, Known known, long now) {
    RaftServer.Division division = log.division();
    RaftPeerId leader = division == null ? null : division.getInfo().getLeaderId();
    if (leader != null) {
      known.lostAt = 0;
      tell(log, known, Optional.of(name(leader)));
    } else if (known.lostAt == 0) {
      known.lostAt = now;
    } else if (now - known.lostAt > PATIENCE.toNanos()) {
      tell(log, known, Optional.empty());
    }
  }

  private void tell(RatisLog log, Known known, Optional<NodeId> leader) {
    if (known.leader.equals(leader)) {
      return;
    }
    known.leader = leader;
    log.tellLeader(leader);
    if (!listeners.isEmpty()) {
      teller.execute(() -> listeners.forEach(listener -> listener.accept(log.shard(), leader)));
    }
  }

  @Override
  public synchronized void close() {
    logs.clear();
    teller.shutdown();
    if (watch != null) {
      watch.shutdown();
    }
  }
}
