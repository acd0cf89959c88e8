package io.trunkline.broker.effects;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.MessageQueue;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Who has which session of a queue, and who waits for the next one ({@code §11.3}). */
final class SessionLocks {
  private record Waiting(MessageConsumer consumer, CompletableFuture<MessageConsumer> granted) {}

  private final LeaderContext context;
  private final MessageQueue queue;
  private final LockTable locks;
  private final LongSupplier lockDuration;
  private final Map<String, SessionHold> holds = new HashMap<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  SessionLocks(
      LeaderContext context, MessageQueue queue, LockTable locks, LongSupplier lockDuration) {
    this.context = context;
    this.queue = queue;
    this.locks = locks;
    this.lockDuration = lockDuration;
  }

  CompletableFuture<MessageConsumer> acquire(
      @Nullable String sessionId, long waitMillis, MessageConsumer consumer) {
    if (sessionId != null) {
      if (holds.containsKey(sessionId)) {
        return Futures.failed(
            BrokerError.SESSION_CANNOT_BE_LOCKED,
            "The requested session '" + sessionId + "' cannot be accepted: it is locked.");
      }
      return CompletableFuture.completedFuture(grant(sessionId, consumer));
    }
    Waiting request = new Waiting(consumer, new CompletableFuture<>());
    waiting.add(request);
    serveWaiting();
    if (!request.granted().isDone()) {
      context
          .deadlines()
          .at(
              context.now() + waitMillis,
              () -> {
                if (waiting.remove(request)) {
                  request
                      .granted()
                      .completeExceptionally(
                          new BrokerException(
                              BrokerError.TIMEOUT, "No session with messages became available."));
                }
              });
    }
    return request.granted();
  }

  /** Gives sessions that have become free to those who wait. */
  void serveWaiting() {
    while (!waiting.isEmpty()) {
      String next = queue.nextSession();
      if (waiting.peek().granted().isDone()) {
        waiting.poll(); // given up
      } else if (next == null) {
        return;
      } else {
        Waiting request = waiting.poll();
        request.granted().complete(grant(next, request.consumer()));
      }
    }
  }

  private MessageConsumer grant(String id, MessageConsumer consumer) {
    SessionHold hold = new SessionHold(id, consumer, context.now() + lockDuration.getAsLong());
    consumer.session = hold;
    holds.put(id, hold);
    queue.lockSession(id);
    watch(hold);
    return consumer;
  }

  private void watch(SessionHold hold) {
    context
        .deadlines()
        .at(
            hold.until,
            () -> {
              if (holds.get(hold.id) != hold) {
                return;
              }
              if (hold.until > context.now()) {
                watch(hold);
              } else {
                expire(hold);
              }
            });
  }

  /** The lock ran out: the messages out count as failed deliveries. */
  private void expire(SessionHold hold) {
    List<Long> out = new ArrayList<>();
    for (MessageLock lock : List.copyOf(hold.locks)) {
      locks.remove(lock);
      if (!lock.settling) {
        out.add(lock.entry.sequenceNumber());
      }
    }
    hold.consumer.closed = true;
    holds.remove(hold.id);
    if (out.isEmpty()) {
      free(hold.id);
    } else {
      // the session stays closed to others until its messages are back in their places
      var unused =
          context
              .shard()
              .submit(new BrokerCommand.ExpireLocks(queue.id(), out))
              .whenComplete((_, _) -> free(hold.id));
    }
    hold.consumer.listener.ended(lost(hold.id));
  }

  private void free(String id) {
    if (!holds.containsKey(id)) {
      queue.unlockSession(id);
      serveWaiting();
    }
  }

  /** The receiver is gone: its messages are available at once, uncounted. */
  void release(SessionHold hold) {
    if (!holds.remove(hold.id, hold)) {
      return;
    }
    for (MessageLock lock : List.copyOf(hold.locks)) {
      locks.remove(lock);
      if (!lock.settling) {
        queue.putBack(lock.entry);
      }
    }
    free(hold.id);
  }

  CompletableFuture<Instant> renew(String id) {
    SessionHold hold = holds.get(id);
    if (hold == null) {
      return CompletableFuture.failedFuture(lost(id));
    }
    hold.until = context.now() + lockDuration.getAsLong();
    return CompletableFuture.completedFuture(Instant.ofEpochMilli(hold.until));
  }

  @Nullable SessionHold find(String id) {
    return holds.get(id);
  }

  /** Ends everything, because the entity is gone or disabled. */
  void end(BrokerException reason) {
    for (SessionHold hold : List.copyOf(holds.values())) {
      hold.consumer.closed = true;
      release(hold);
      hold.consumer.listener.ended(reason);
    }
    waiting.forEach(request -> request.granted().completeExceptionally(reason));
    waiting.clear();
  }

  boolean used() {
    return !holds.isEmpty() || !waiting.isEmpty();
  }

  List<MessageConsumer> consumers() {
    return holds.values().stream().map(hold -> hold.consumer).toList();
  }

  static BrokerException lost(String sessionId) {
    return new BrokerException(
        BrokerError.SESSION_LOCK_LOST,
        "The session lock of '" + sessionId + "' has expired or is not held.");
  }
}
