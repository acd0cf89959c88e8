package io.trunkline.server.cluster;

import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.ShardId;
import io.trunkline.net.relay.Destination;
import io.trunkline.net.relay.Leaders;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The leaders of the shards as the kernel knows them, for the doors. */
public final class ShardLeaders implements Leaders, AutoCloseable {
  private final Cluster cluster;
  private final Duration patience;
  private final Map<ShardId, Set<Runnable>> waiting = new ConcurrentHashMap<>();
  private final Cluster.Subscription changes;

  /**
   * @param patience how long a request waits for the end of an election
   */
  public ShardLeaders(Cluster cluster, Duration patience) {
    this.cluster = cluster;
    this.patience = patience;
    this.changes = cluster.onLeaderChange((shard, leader) -> changed(shard));
  }

  @Override
  public CompletionStage<Optional<Destination>> find(String name) {
    ShardId shard = new ShardId(name);
    Optional<Destination> known = leader(shard);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known);
    }
    CompletableFuture<Optional<Destination>> found = new CompletableFuture<>();
    Runnable look =
        () -> {
          Optional<Destination> now = leader(shard);
          if (now.isPresent()) {
            found.complete(now);
          }
        };
    Set<Runnable> others = waiting.computeIfAbsent(shard, key -> ConcurrentHashMap.newKeySet());
    others.add(look);
    look.run(); // the leader may have come between
    var unused = found.whenComplete((end, failure) -> others.remove(look));
    return found.completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public boolean leadsHere(String shard) {
    return cluster.leader(new ShardId(shard)).filter(cluster.self()::equals).isPresent();
  }

  @Override
  public Watch whenMoved(String name, Destination from, Runnable action) {
    ShardId shard = new ShardId(name);
    AtomicBoolean done = new AtomicBoolean();
    Runnable look =
        () -> {
          boolean moved =
              !cluster.leader(shard).map(NodeId::value).equals(Optional.of(from.node()));
          if (moved && done.compareAndSet(false, true)) {
            action.run();
          }
        };
    Set<Runnable> others = waiting.computeIfAbsent(shard, key -> ConcurrentHashMap.newKeySet());
    others.add(look);
    look.run();
    return () -> {
      done.set(true);
      others.remove(look);
    };
  }

  /** Returns where a node takes what is relayed; empty for this node and for one that is gone. */
  public Optional<Destination> destination(NodeId node) {
    return cluster.members().stream()
        .filter(member -> member.id().equals(node) && !node.equals(cluster.self()))
        .filter(member -> member.relayPort() > 0)
        .findFirst()
        .map(ShardLeaders::destination);
  }

  static Destination destination(Member member) {
    return new Destination(member.id().value(), member.host(), member.relayPort());
  }

  private Optional<Destination> leader(ShardId shard) {
    @Nullable NodeId leader = cluster.leader(shard).orElse(null);
    if (leader == null) {
      return Optional.empty();
    }
    return leader.equals(cluster.self()) ? Optional.of(Destination.HERE) : destination(leader);
  }

  private void changed(ShardId shard) {
    waiting.getOrDefault(shard, Set.of()).forEach(Runnable::run);
  }

  @Override
  public void close() {
    changes.close();
  }
}
