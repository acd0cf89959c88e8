package io.trunkline.broker.effects;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.SubQueue;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.MessageEntry;
import io.trunkline.broker.state.MessageQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Settles and renews the message locks of a queue ({@code reference/service-bus.md §7}). */
public final class Settling {
  private static final Settlement COMPLETE = new Settlement.Complete();

  private final LeaderContext context;
  private final MessageQueue queue;
  private final LockTable locks;
  private final LongSupplier lockDuration;
  private final Runnable dispatch;

  Settling(
      LeaderContext context,
      MessageQueue queue,
      LockTable locks,
      LongSupplier lockDuration,
      Runnable dispatch) {
    this.context = context;
    this.queue = queue;
    this.locks = locks;
    this.lockDuration = lockDuration;
    this.dispatch = dispatch;
  }

  /** Settles a locked message; completes once committed. */
  public CompletableFuture<Void> settle(UUID token, Settlement settlement) {
    MessageLock lock;
    try {
      lock = require(token, settlement);
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
    if (settlement instanceof Settlement.Release) {
      locks.remove(lock);
      queue.putBack(lock.entry);
      dispatch.run();
      return CompletableFuture.completedFuture(null);
    }
    if (settlement instanceof Settlement.AbandonLater(long millis, var modified)) {
      locks.remove(lock);
      abandonLater(lock.entry.sequenceNumber(), millis, modified);
      return CompletableFuture.completedFuture(null);
    }
    lock.settling = true;
    return context
        .shard()
        .submit(command(lock.entry.sequenceNumber(), settlement))
        .whenComplete(
            (_, failure) -> {
              lock.settling = false;
              if (failure == null || Futures.cause(failure) instanceof BrokerException) {
                locks.remove(lock);
              }
            });
  }

  /**
   * Completes locked messages, each on its own but with one command.
   *
   * @return completes once committed, with those that could not be completed, and why
   */
  public CompletableFuture<Map<UUID, BrokerException>> complete(List<UUID> tokens) {
    Map<UUID, BrokerException> refused = new HashMap<>();
    List<MessageLock> completing = new ArrayList<>(tokens.size());
    List<Long> numbers = new ArrayList<>(tokens.size());
    for (UUID token : tokens) {
      try {
        MessageLock lock = require(token, COMPLETE);
        lock.settling = true;
        completing.add(lock);
        numbers.add(lock.entry.sequenceNumber());
      } catch (BrokerException e) {
        refused.put(token, e);
      }
    }
    if (completing.isEmpty()) {
      return CompletableFuture.completedFuture(refused);
    }
    return context
        .shard()
        .submit(new BrokerCommand.Complete(queue.id(), numbers))
        .thenApply(_ -> completed(completing, refused))
        .exceptionallyCompose(failure -> notCompleted(completing, refused, failure));
  }

  private Map<UUID, BrokerException> completed(
      List<MessageLock> completing, Map<UUID, BrokerException> refused) {
    completing.forEach(lock -> lock.settling = false);
    completing.forEach(locks::remove);
    return refused;
  }

  private CompletableFuture<Map<UUID, BrokerException>> notCompleted(
      List<MessageLock> completing, Map<UUID, BrokerException> refused, Throwable failure) {
    completing.forEach(lock -> lock.settling = false);
    if (!(Futures.cause(failure) instanceof BrokerException refusal)) {
      return CompletableFuture.failedFuture(failure);
    }
    if (completing.size() == 1) {
      locks.remove(completing.getFirst());
      refused.put(completing.getFirst().token, refusal);
      return CompletableFuture.completedFuture(refused);
    }
    // one of them has left the queue: the others are not to suffer
    List<CompletableFuture<?>> each = new ArrayList<>();
    for (MessageLock lock : completing) {
      each.add(complete(List.of(lock.token)).thenAccept(refused::putAll));
    }
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new)).thenApply(_ -> refused);
  }

  /**
   * Sets a locked message aside for a transaction, which settles it or gives it back.
   *
   * @param settlement what the transaction is to do
   * @param forgotten whether the receiver has settled its side: a message that the transaction does
   *     not settle after all goes to somebody else, as after a failed delivery
   */
  public Enlistment enlist(UUID token, Settlement settlement, boolean forgotten) {
    MessageLock lock = require(token, settlement);
    if (settlement instanceof Settlement.AbandonLater) {
      throw new BrokerException(
          BrokerError.NOT_ALLOWED, "A message cannot be abandoned with a delay in a transaction.");
    }
    lock.enlisted = true;
    return new Enlistment(this, lock, command(lock.entry.sequenceNumber(), settlement), forgotten);
  }

  boolean holds(MessageLock lock) {
    return locks.find(lock.token) == lock && lock.until() > context.now();
  }

  void settled(MessageLock lock) {
    locks.remove(lock);
  }

  private MessageLock require(UUID token, Settlement settlement) {
    MessageLock lock = locks.find(token);
    if (lock == null || lock.settling || lock.enlisted || lock.until() <= context.now()) {
      throw lost();
    }
    if (settlement instanceof Settlement.DeadLetter && queue.id().subQueue() != SubQueue.MAIN) {
      throw new BrokerException(
          BrokerError.NOT_ALLOWED, "A message of a dead-letter queue cannot be dead-lettered.");
    }
    boolean reorders =
        settlement instanceof Settlement.AbandonLater
            || settlement instanceof Settlement.SendToBack;
    if (reorders && queue.sessions()) {
      throw new BrokerException(BrokerError.NOT_ALLOWED, "Messages of a session keep their order.");
    }
    return lock;
  }

  /** The message stays out until then; when this node stops leading it is there at once. */
  private void abandonLater(long number, long millis, Map<String, Object> modified) {
    context
        .deadlines()
        .at(
            context.now() + millis,
            () -> {
              var unused =
                  context
                      .shard()
                      .submit(new BrokerCommand.Abandon(queue.id(), number, modified, true));
            });
  }

  private BrokerCommand.Transactional<Void> command(long number, Settlement settlement) {
    return switch (settlement) {
      case Settlement.Complete() -> new BrokerCommand.Complete(queue.id(), List.of(number));
      case Settlement.Abandon(var modified) ->
          new BrokerCommand.Abandon(queue.id(), number, modified, true);
      case Settlement.AbandonLater(long _, var modified) ->
          new BrokerCommand.Abandon(queue.id(), number, modified, true);
      case Settlement.SendToBack(var modified) ->
          new BrokerCommand.SendToBack(queue.id(), number, modified);
      case Settlement.Release() -> new BrokerCommand.Abandon(queue.id(), number, Map.of(), false);
      case Settlement.Defer(var modified) -> new BrokerCommand.Defer(queue.id(), number, modified);
      case Settlement.DeadLetter(var reason, var description, var modified) ->
          new BrokerCommand.DeadLetter(queue.id(), number, cut(reason), cut(description), modified);
    };
  }

  private @Nullable String cut(@Nullable String text) {
    int max = context.limits().maxDeadLetterText();
    return text == null || text.length() <= max ? text : text.substring(0, max);
  }

  private BrokerException lost() {
    return queue.sessions()
        ? new BrokerException(
            BrokerError.SESSION_LOCK_LOST,
            "The session lock has expired, or the message has been settled already.")
        : new BrokerException(
            BrokerError.MESSAGE_LOCK_LOST,
            "The lock supplied is invalid. Either the lock expired, or the message has already"
                + " been removed from the queue.");
  }

  /** Returns the sequence number of a locked message. */
  public long locked(UUID token) {
    MessageLock lock = locks.find(token);
    if (lock == null || lock.until() <= context.now()) {
      throw lost();
    }
    return lock.entry.sequenceNumber();
  }

  /** Gives a lock a new full duration. */
  public CompletableFuture<Instant> renew(UUID token) {
    MessageLock lock = locks.find(token);
    if (lock == null || lock.until() <= context.now()) {
      return CompletableFuture.failedFuture(lost());
    }
    if (lock.session != null) {
      return Futures.failed(
          BrokerError.NOT_ALLOWED, "Messages of a session are locked by the session: renew that.");
    }
    long until = context.now() + lockDuration.getAsLong();
    locks.renew(lock, until);
    return CompletableFuture.completedFuture(Instant.ofEpochMilli(until));
  }

  /** Removes messages that were taken out; puts them back where that fails. */
  CompletableFuture<Void> remove(List<MessageEntry> entries) {
    List<Long> numbers = entries.stream().map(MessageEntry::sequenceNumber).toList();
    return context
        .shard()
        .submit(new BrokerCommand.Complete(queue.id(), numbers))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                for (MessageEntry entry : entries) {
                  if (queue.find(entry.sequenceNumber()) == entry) {
                    queue.putBack(entry);
                  }
                }
              }
            });
  }
}
