package io.trunkline.broker.service;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Brings work to the shard's thread and its outcome back, with unwrapped failures. */
final class LeaderThread {
  private final Shard<BrokerCommand<?>> shard;

  LeaderThread(Shard<BrokerCommand<?>> shard) {
    this.shard = shard;
  }

  Shard<BrokerCommand<?>> shard() {
    return shard;
  }

  /** Runs {@code work} on the shard's thread, at once where the caller is on it. */
  <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    run(
        this::run,
        () -> {
          var unused = relay(work.get(), result);
        },
        result);
    return result;
  }

  private static void run(
      Function<Runnable, CompletableFuture<?>> thread, Runnable task, CompletableFuture<?> result) {
    var ran =
        thread.apply(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    var unused =
        ran.exceptionally(
            failure -> {
              result.completeExceptionally(cause(failure));
              return null;
            });
  }

  /**
   * Runs {@code task} on the shard's thread, at once where the caller is on it. The future fails
   * where this node does not lead the shard: the task has not run then.
   */
  CompletableFuture<Void> run(Runnable task) {
    if (shard.onShardThread()) {
      task.run();
      return CompletableFuture.completedFuture(null);
    }
    return shard.execute(task);
  }

  /**
   * Runs {@code task} in a later turn of the shard's thread: what waits meanwhile comes first.
   *
   * @param result fails where the task does, or where this node does not lead the shard
   */
  void later(Runnable task, CompletableFuture<?> result) {
    run(shard::execute, task, result);
  }

  /** Reads state that holds everything acknowledged before. */
  <T> CompletableFuture<T> query(Supplier<T> query) {
    return relay(shard.query(query), new CompletableFuture<>());
  }

  /** Submits a command. */
  <T> CompletableFuture<T> submit(BrokerCommand<T> command) {
    return relay(shard.submit(command), new CompletableFuture<>());
  }

  static <T> CompletableFuture<T> relay(CompletableFuture<T> from, CompletableFuture<T> to) {
    var unused =
        from.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                to.complete(value);
              } else {
                to.completeExceptionally(cause(failure));
              }
            });
    return to;
  }

  static Throwable cause(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof RejectedException && !(cause instanceof BrokerException)) {
      // the one thing that the kernel itself refuses: more than fits in a log entry
      return new BrokerException(BrokerError.MESSAGE_SIZE_EXCEEDED, cause.getMessage());
    }
    return cause;
  }
}
