package io.trunkline.kernel.ratis;

import io.trunkline.kernel.ShardUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftClientReply;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that a replica is not behind: by the leader's lease where it leads, and otherwise by
 * asking the leader up to where it has committed. A confirmation changes nothing, so it is repeated
 * while leadership moves.
 */
final class ReadConfirmation {
  /** How long to try. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final Executor SOON = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

  private final RatisLog log;
  private final long giveUpAt = System.nanoTime() + LONGEST_WAIT.toNanos();
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

  ReadConfirmation(RatisLog log) {
    this.log = log;
  }

  CompletionStage<@Nullable Void> start() {
    attempt();
    return done;
  }

  private void attempt() {
    if (log.isAlone()) {
      // Ratis would answer before it has committed what it finds in its log at start.
      if (log.leads()) {
        done.complete(null);
      } else {
        failed(null);
      }
      return;
    }
    if (!log.mayConfirm()) {
      failed(null);
      return;
    }
    var unused = log.confirmOnce().whenComplete(this::attempted);
  }

  private void attempted(@Nullable RaftClientReply reply, @Nullable Throwable failure) {
    if (failure == null && reply.isSuccess()) {
      done.complete(null);
    } else {
      failed(failure == null ? reply.getException() : failure);
    }
  }

  private void failed(@Nullable Throwable failure) {
    if (System.nanoTime() < giveUpAt) {
      SOON.execute(this::attempt);
    } else {
      done.completeExceptionally(
          new ShardUnavailableException(
              "shard " + log.shard() + " has no leader, or no majority within reach",
              false,
              failure));
    }
  }
}
