package io.trunkline.kernel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.runtime.ShardRuntime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Copies all shards of a node as a backup does, and checks that the copies fit together. */
final class Cuts {
  /** What a backup allows for a cut, in microseconds. */
  private static final long LONGEST = ShardRuntime.LONGEST_HOLD.toMillis() * 1_000 / 2;

  private final SimulatedCluster cluster;
  private final Clients clients;
  private final List<ShardId> shards;
  private final IntSupplier skips;
  private long begun;
  private long used;
  private @Nullable AssertionError violation;

  /**
   * @param skips how often a clock has skipped so far: a cut in which one does is not used
   */
  Cuts(SimulatedCluster cluster, Clients clients, List<ShardId> shards, IntSupplier skips) {
    this.cluster = cluster;
    this.clients = clients;
    this.shards = shards;
    this.skips = skips;
  }

  /** Returns how many cuts were made and found to be sound. */
  long used() {
    return used;
  }

  /** Throws what was wrong with a cut. */
  void check() {
    if (violation != null) {
      throw violation;
    }
  }

  /** Makes a cut on a node, if it runs. */
  void take(SimulatedNode node) {
    if (!node.isUp() || node.isPaused() || !shards.stream().allMatch(node::serves)) {
      return;
    }
    long cut = ++begun;
    Simulation simulation = cluster.simulation();
    long began = simulation.now();
    int skipped = skips.getAsInt();
    List<Clients.Request> acknowledged =
        clients.requests().stream()
            .filter(request -> request.outcome == Clients.Outcome.ACKNOWLEDGED)
            .toList();
    if (cluster.sabotage().contains(Sabotage.CUT_WITHOUT_MARKS)) {
      inspect(copies(node), acknowledged);
      return;
    }
    List<ShardRuntime<Tally.Step>> runtimes =
        shards.stream().map(shard -> on(node, shard)).toList();
    var unused =
        all(runtimes.stream().map(shard -> shard.hold(cut)))
            .thenCompose(
                _ -> {
                  Map<ShardId, NavigableMap<byte[], byte[]>> copies = copies(node);
                  List<CompletableFuture<Boolean>> held =
                      runtimes.stream().map(shard -> shard.isHeldBy(cut)).toList();
                  return all(held.stream())
                      .thenAccept(
                          _ -> {
                            if (held.stream().allMatch(CompletableFuture::join)
                                && simulation.now() - began < LONGEST
                                && skips.getAsInt() == skipped) {
                              inspect(copies, acknowledged);
                            }
                            runtimes.forEach(shard -> shard.release(cut));
                          });
                });
    simulation.after(LONGEST, node.task(() -> runtimes.forEach(shard -> shard.release(cut))));
  }

  private Map<ShardId, NavigableMap<byte[], byte[]>> copies(SimulatedNode node) {
    Map<ShardId, NavigableMap<byte[], byte[]>> copies = new HashMap<>();
    shards.forEach(shard -> copies.put(shard, node.copy(shard)));
    return copies;
  }

  private static ShardRuntime<Tally.Step> on(SimulatedNode node, ShardId shard) {
    return (ShardRuntime<Tally.Step>) node.<Tally.Step>shard(shard);
  }

  private static CompletableFuture<Void> all(Stream<? extends CompletableFuture<?>> parts) {
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
  }

  private void inspect(
      Map<ShardId, NavigableMap<byte[], byte[]>> copies, List<Clients.Request> acknowledged) {
    try {
      for (Clients.Request request : acknowledged) {
        if (request.kind != Clients.Kind.READ) {
          assertThat(Tally.count(copies.get(request.shard), request.what(), request.id))
              .as("effects in a cut of %s before it", request)
              .isEqualTo(1);
        }
      }
      for (Clients.Request request : clients.requests()) {
        if (request.kind == Clients.Kind.SEND) {
          fitsTogether(copies, request);
        }
      }
      used++;
    } catch (AssertionError e) {
      violation = e; // a future would keep it to itself
    }
  }

  /** A parcel that has left one shard has come to the other, and none has come that never left. */
  private void fitsTogether(
      Map<ShardId, NavigableMap<byte[], byte[]>> copies, Clients.Request parcel) {
    NavigableMap<byte[], byte[]> from = copies.get(parcel.shard);
    long received =
        shards.stream()
            .filter(shard -> !shard.equals(parcel.shard))
            .mapToLong(shard -> Tally.count(copies.get(shard), "receive", parcel.id))
            .sum();
    assertThat(received)
        .as("arrivals in a cut of the parcel of %s", parcel)
        .isBetween(
            Math.min(1, Tally.count(from, "sent", parcel.id)),
            Tally.count(from, "send", parcel.id));
  }
}
