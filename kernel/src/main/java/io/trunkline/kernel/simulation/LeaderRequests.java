package io.trunkline.kernel.simulation;

import io.trunkline.kernel.ShardUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a follower asks of its leader: to append an entry, and to confirm a read. */
final class LeaderRequests {
  private static final long TIMEOUT = 800_000;
  private static final long LONGEST_WAIT = 1_000_000;
  private static final long AGAIN = 20_000;

  private final Simulation simulation;
  private final SimulatedGroup group;
  private final SimulatedNode node;
  private final RaftReplica replica;

  LeaderRequests(
      Simulation simulation, SimulatedGroup group, SimulatedNode node, RaftReplica replica) {
    this.simulation = simulation;
    this.group = group;
    this.node = node;
    this.replica = replica;
  }

  /**
   * Sends an entry to the leader. A leader is waited for, and what was certainly not appended is
   * sent again; an answer that does not come leaves the fate of the entry unknown.
   */
  void forward(int leader, byte[] entry, long giveUpAt, CompletableFuture<Void> appended) {
    CompletableFuture<Void> attempt = new CompletableFuture<>();
    var unused =
        attempt.whenComplete(
            (_, failure) -> {
              if (failure instanceof ShardUnavailableException && simulation.now() < giveUpAt) {
                simulation.after(AGAIN, node.task(() -> replica.append(entry, giveUpAt, appended)));
              } else {
                finish(appended, failure);
              }
            });
    if (leader == Journal.NOBODY) {
      attempt.completeExceptionally(refused());
      return;
    }
    timeOut(
        attempt,
        group.sabotage().contains(Sabotage.BLIND_RETRY)
            ? () -> replica.append(entry, giveUpAt, appended)
            : null);
    byte[] sent = entry.clone();
    replica.send(leader, false, there -> there.lead(sent, node.index(), attempt));
  }

  /** Returns until when an entry waits for a leader that takes it. */
  long giveUpAt() {
    return simulation.now() + LONGEST_WAIT;
  }

  /** Has the leader confirm that this replica is not behind, and waits until it is not. */
  void confirm(int leader, CompletableFuture<Void> confirmed) {
    if (leader == Journal.NOBODY) {
      confirmed.completeExceptionally(refused());
      return;
    }
    timeOut(confirmed, null);
    replica.send(leader, true, there -> there.confirm(node.index(), confirmation(confirmed)));
  }

  /** Completes once everything up to an index was handed over; the index is negative for no. */
  Consumer<Long> confirmation(CompletableFuture<Void> confirmed) {
    return index -> {
      if (index < 0) {
        confirmed.completeExceptionally(refused());
      } else if (replica.handedIndex() >= index) {
        confirmed.complete(null);
      } else if (!confirmed.isDone()) {
        simulation.after(RaftReplica.TICK, node.task(() -> confirmation(confirmed).accept(index)));
      }
    };
  }

  static void finish(CompletableFuture<Void> request, @Nullable Throwable failure) {
    if (failure == null) {
      request.complete(null);
    } else {
      request.completeExceptionally(failure);
    }
  }

  ShardUnavailableException refused() {
    return new ShardUnavailableException("the log of " + group.id() + " has no leader");
  }

  private void timeOut(CompletableFuture<Void> request, @Nullable Runnable instead) {
    simulation.after(
        TIMEOUT,
        node.task(
            () -> {
              if (!request.isDone() && instead != null) {
                instead.run();
              } else {
                request.completeExceptionally(new IllegalStateException("no answer in time"));
              }
            }));
  }
}
