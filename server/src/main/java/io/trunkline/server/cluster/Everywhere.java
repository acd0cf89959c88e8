package io.trunkline.server.cluster;

import io.trunkline.kernel.Cluster;
import io.trunkline.kernel.Member;
import io.trunkline.kernel.NodeId;
import io.trunkline.net.http.NodeCalls;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Waits until every node knows what is committed, so that a client who was told of a change finds
 * it at any node. A node that does not answer in time is not waited for, and for a while not asked.
 */
public final class Everywhere {
  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final Cluster cluster;
  private final ShardLeaders leaders;
  private final Supplier<NodeCalls> calls;
  private final Map<NodeId, Long> silentUntil = new ConcurrentHashMap<>();

  /**
   * @param calls asked only where there are other nodes
   */
  public Everywhere(Cluster cluster, ShardLeaders leaders, Supplier<NodeCalls> calls) {
    this.cluster = cluster;
    this.leaders = leaders;
    this.calls = calls;
  }

  /** Blocks until every node that answers has caught up. */
  void await() {
    CompletableFuture.allOf(
            cluster.members().stream()
                .filter(member -> !member.id().equals(cluster.self()))
                .filter(member -> !silent(member.id()))
                .map(this::catchUp)
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private boolean silent(NodeId node) {
    Long until = silentUntil.get(node);
    return until != null && System.nanoTime() - until < 0;
  }

  private CompletableFuture<Void> catchUp(Member member) {
    return leaders
        .destination(member.id())
        .map(
            to ->
                calls
                    .get()
                    .call(to, NodePlane.NAME, "", NodePlane.CATCH_UP, new byte[0], WAIT)
                    .<Void>thenApply(caughtUp -> null)
                    .exceptionally(
                        silent -> {
                          silentUntil.put(member.id(), System.nanoTime() + SILENCE.toNanos());
                          return null;
                        })
                    .toCompletableFuture())
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }
}
