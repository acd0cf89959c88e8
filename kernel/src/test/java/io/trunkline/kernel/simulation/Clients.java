package io.trunkline.kernel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Those who use the cluster, on any of its nodes: what they asked for and what they were told. */
final class Clients {
  enum Kind {
    ADD,
    SEND,
    ARM,
    READ
  }

  enum Outcome {
    PENDING,
    ACKNOWLEDGED,
    REFUSED,
    UNKNOWN
  }

  /** Something that a client has asked for. */
  static final class Request {
    final Kind kind;
    final String id;
    final ShardId shard;
    final int node;
    final long floor;
    Outcome outcome = Outcome.PENDING;

    Request(Kind kind, String id, ShardId shard, int node, long floor) {
      this.kind = kind;
      this.id = id;
      this.shard = shard;
      this.node = node;
      this.floor = floor;
    }

    /** Returns what a machine counts where this took effect. */
    String what() {
      return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
      return kind + " " + id + " of " + shard + " on node " + node + ": " + outcome;
    }
  }

  private final SimulatedCluster cluster;
  private final Consumer<Request> onAdded;
  private final Map<ShardId, Long> seen = new HashMap<>();
  private final Map<ShardId, Long> asked = new HashMap<>();
  private final List<Request> requests = new ArrayList<>();
  private @Nullable AssertionError violation;

  /**
   * @param onAdded is told of some of the additions that were acknowledged
   */
  Clients(SimulatedCluster cluster, Consumer<Request> onAdded) {
    this.cluster = cluster;
    this.onAdded = onAdded;
  }

  List<Request> requests() {
    return requests;
  }

  long count(Outcome outcome) {
    return requests.stream().filter(request -> request.outcome == outcome).count();
  }

  /** Asks a node for something, if it serves the shard. */
  void ask(Kind kind, ShardId shardId, SimulatedNode node, Tally machine) {
    if (!node.isUp() || node.isPaused() || !node.serves(shardId)) {
      return;
    }
    Shard<Tally.Step> shard = node.shard(shardId);
    Request request =
        new Request(
            kind, "r" + requests.size(), shardId, node.index(), seen.getOrDefault(shardId, 0L));
    requests.add(request);
    CompletableFuture<Long> answer =
        switch (kind) {
          case ADD -> {
            asked.merge(shardId, 1L, Long::sum);
            yield shard.submit(new Tally.Add(request.id));
          }
          case SEND -> shard.submit(new Tally.Send(request.id));
          case ARM ->
              shard.submit(new Tally.Arm(request.id, cluster.simulation().random().nextInt(2_000)));
          case READ -> shard.query(() -> machine.total(shard.store()));
        };
    var unused =
        answer.whenComplete(
            (reply, failure) -> {
              try {
                answered(request, reply, failure);
              } catch (AssertionError e) {
                violation = e; // a future would keep it to itself
              }
            });
  }

  /** Throws what was wrong with an answer. */
  void check() {
    if (violation != null) {
      throw violation;
    }
  }

  /** A node has died: whoever waited for it will never hear. */
  void lost(int node) {
    for (Request request : requests) {
      if (request.node == node && request.outcome == Outcome.PENDING) {
        request.outcome = Outcome.UNKNOWN;
      }
    }
  }

  private void answered(Request request, @Nullable Long reply, @Nullable Throwable failure) {
    if (request.outcome != Outcome.PENDING) {
      return;
    }
    if (failure != null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      assertThat(cause).isInstanceOf(ShardUnavailableException.class);
      boolean unknown = ((ShardUnavailableException) cause).outcomeUnknown();
      request.outcome = unknown ? Outcome.UNKNOWN : Outcome.REFUSED;
      return;
    }
    request.outcome = Outcome.ACKNOWLEDGED;
    if (request.kind == Kind.READ || request.kind == Kind.ADD) {
      long least = request.kind == Kind.READ ? request.floor : request.floor + 1;
      assertThat(reply)
          .as("%s sees what was acknowledged before it", request)
          .isGreaterThanOrEqualTo(least)
          .isLessThanOrEqualTo(asked.getOrDefault(request.shard, 0L));
      seen.merge(request.shard, reply, Math::max);
      if (request.kind == Kind.ADD && cluster.simulation().random().nextInt(3) == 0) {
        onAdded.accept(request);
      }
    }
  }
}
