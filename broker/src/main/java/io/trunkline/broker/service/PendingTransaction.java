package io.trunkline.broker.service;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.effects.Enlistment;
import io.trunkline.broker.state.BrokerCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A transaction on its way to its shard. Its state is the shard thread's. */
final class PendingTransaction implements Transaction {
  private final LeaderThread leader;
  private final BrokerLimits limits;
  private final List<BrokerCommand.Transactional<?>> parts = new ArrayList<>();
  private final List<Enlistment> enlistments = new ArrayList<>();
  private int messages;
  private long bytes;
  private @Nullable String failure;
  private boolean ended;

  PendingTransaction(LeaderThread leader, BrokerLimits limits) {
    this.leader = leader;
    this.limits = limits;
  }

  /** Adds a command that brings messages. */
  CompletableFuture<Void> add(List<BrokerMessage> sent, BrokerCommand.Transactional<?> command) {
    return leader.call(
        () -> {
          requireRoom(
              sent.size(), sent.stream().mapToLong(message -> message.payload().length).sum());
          parts.add(command);
          return CompletableFuture.completedFuture(null);
        });
  }

  /** Adds the settlement of a message, locked by {@code enlisting} on the shard's thread. */
  CompletableFuture<Void> add(Supplier<Enlistment> enlisting) {
    return leader.call(
        () -> {
          requireRoom(1, 0);
          Enlistment enlistment = enlisting.get();
          enlistments.add(enlistment);
          parts.add(enlistment.command());
          return CompletableFuture.completedFuture(null);
        });
  }

  private void requireRoom(int moreMessages, long moreBytes) {
    requireOpen();
    if (messages + moreMessages > limits.maxTransactionMessages()) {
      throw new BrokerException(
          BrokerError.NOT_ALLOWED,
          "Cannot send more than %d messages in a single transaction."
              .formatted(limits.maxTransactionMessages()));
    }
    if (bytes + moreBytes > limits.maxTransactionBytes()) {
      throw new BrokerException(
          BrokerError.MESSAGE_SIZE_EXCEEDED,
          "The messages of a transaction may have %d bytes together."
              .formatted(limits.maxTransactionBytes()));
    }
    messages += moreMessages;
    bytes += moreBytes;
  }

  private void requireOpen() {
    if (ended) {
      throw new BrokerException(
          BrokerError.TRANSACTION_UNKNOWN, "The transaction has been discharged.");
    }
  }

  @Override
  public CompletableFuture<Void> commit() {
    return leader.call(
        () -> {
          requireOpen();
          ended = true;
          if (!enlistments.stream().allMatch(Enlistment::holds)) {
            failure = "The lock of a message ended before the commit.";
          }
          if (failure != null) {
            enlistments.forEach(Enlistment::rolledBack);
            throw rolledBack(failure);
          }
          if (parts.isEmpty()) {
            return CompletableFuture.completedFuture(null);
          }
          enlistments.forEach(Enlistment::begin);
          return committed(leader.submit(new BrokerCommand.Transact(List.copyOf(parts))));
        });
  }

  private CompletableFuture<Void> committed(CompletableFuture<Void> commit) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    var unused =
        commit.whenComplete(
            (done, failure) -> {
              if (failure == null) {
                enlistments.forEach(Enlistment::committed);
                result.complete(null);
              } else {
                enlistments.forEach(Enlistment::rolledBack);
                result.completeExceptionally(reason(failure));
              }
            });
    return result;
  }

  private static Throwable reason(Throwable failure) {
    return failure instanceof BrokerException refused
            && refused.error() != BrokerError.ENTITY_NOT_FOUND
        ? rolledBack(refused.getMessage())
        : failure;
  }

  private static BrokerException rolledBack(String reason) {
    return new BrokerException(
        BrokerError.TRANSACTION_ROLLBACK, "The transaction was rolled back: " + reason);
  }

  @Override
  public void fail(String reason) {
    var unused =
        leader.run(
            () -> {
              if (failure == null) {
                failure = reason;
              }
            });
  }

  @Override
  public CompletableFuture<Void> rollback() {
    return leader.call(
        () -> {
          if (!ended) {
            ended = true;
            enlistments.forEach(Enlistment::rolledBack);
          }
          return CompletableFuture.completedFuture(null);
        });
  }
}
