package io.trunkline.kernel.simulation;

import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.LogPosition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What must hold after every step, whatever goes wrong. */
final class Invariants implements ClusterObserver {
  private static final int STEPS_BETWEEN_CHECKS = 8;

  private record Election(ShardId shard, long term) {}

  private record Place(ShardId shard, long index) {}

  private record Written(ShardId shard, LogPosition position) {}

  private record Content(long term, int hash) {}

  private final Map<Election, Integer> leaders = new HashMap<>();
  private final Map<Written, Integer> written = new HashMap<>();
  private final Map<Place, Content> committed = new HashMap<>();
  private final Map<ShardId, LogPosition> newest = new HashMap<>();
  private final Set<Integer> damaged = new HashSet<>();
  private SimulatedCluster cluster;
  private boolean changed;
  private long steps;
  private int elections;

  void watch(SimulatedCluster watched) {
    cluster = watched;
    watched.simulation().afterEveryStep(this::check);
  }

  int elections() {
    return elections;
  }

  Set<Integer> damaged() {
    return damaged;
  }

  /** A node's log is about to be damaged: what it held does not count any more. */
  void damaged(int node) {
    damaged.add(node);
  }

  @Override
  public void elected(ShardId shard, long term, int node) {
    elections++;
    Integer other = leaders.putIfAbsent(new Election(shard, term), node);
    if (other != null && other != node) {
      throw new AssertionError(
          shard + " has two leaders in term " + term + ": nodes " + other + " and " + node);
    }
  }

  @Override
  public void appended(ShardId shard, LogPosition position, byte[] entry) {
    written.put(new Written(shard, position), Arrays.hashCode(entry));
  }

  @Override
  public void committed(ShardId shard, int node, LogPosition position, byte[] entry) {
    Content content = new Content(position.term(), Arrays.hashCode(entry));
    Content before = committed.putIfAbsent(new Place(shard, position.index()), content);
    if (before != null && !before.equals(content)) {
      throw new AssertionError(
          "node " + node + " commits at " + position + " of " + shard + " what others have not");
    }
    Integer original = written.get(new Written(shard, position));
    if (original == null || original != content.hash()) {
      throw new AssertionError(
          "node " + node + " commits at " + position + " of " + shard + " what nobody has written");
    }
    LogPosition last = newest.get(shard);
    if (last == null || position.index() > last.index()) {
      newest.put(shard, position);
      changed = true;
    }
  }

  private void check() {
    if (!changed && ++steps % STEPS_BETWEEN_CHECKS != 0) {
      return;
    }
    changed = false;
    int enough = cluster.nodes().size() / 2 + 1 - damaged.size();
    newest.forEach(
        (shard, position) -> {
          int copies = cluster.durableCopies(shard, position);
          if (copies < enough) {
            throw new AssertionError(
                position + " of " + shard + " is committed and durable on " + copies + " nodes");
          }
        });
  }
}
