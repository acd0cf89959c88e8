package io.trunkline.broker.service;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.filter.FilterException;
import io.trunkline.broker.filter.FilterInput;
import io.trunkline.broker.filter.MessageFilter;
import io.trunkline.broker.filter.Selector;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.BrokerMachine;
import io.trunkline.broker.state.MessageEntry;
import io.trunkline.broker.state.MessageQueue;
import io.trunkline.broker.state.QueueId;
import io.trunkline.broker.state.SequenceMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks into a queue without locking anything. */
final class QueueBrowser {
  /** How many messages a turn of the shard's thread looks at. */
  static final int SLICE = 500;

  private static final long ENDED = -1;

  private final LeaderThread leader;
  private final BrokerMachine machine;
  private final BrokerLimits limits;
  private final QueueId queue;

  QueueBrowser(LeaderThread leader, BrokerMachine machine, BrokerLimits limits, QueueId queue) {
    this.leader = leader;
    this.machine = machine;
    this.limits = limits;
    this.queue = queue;
  }

  private MessageQueue index() {
    MessageQueue index = machine.queue(queue);
    if (index == null) {
      throw BrokerException.entityNotFound("", "deleted");
    }
    return index;
  }

  CompletableFuture<List<StoredMessage>> peek(long from, int max, @Nullable String sessionId) {
    return look(
        from,
        max,
        entry -> sessionId == null || sessionId.equals(entry.sessionId()),
        message -> true);
  }

  MessageFilter filter(String selector) {
    return MessageFilter.compile(Selector.filter(selector, limits), limits);
  }

  CompletableFuture<List<StoredMessage>> browse(long from, int max, @Nullable String selector) {
    MessageFilter filter = selector == null ? null : filter(selector);
    return look(
        from,
        max,
        entry -> entry.state() == MessageState.ACTIVE,
        message -> filter == null || matches(filter, message));
  }

  private static boolean matches(MessageFilter filter, StoredMessage message) {
    try {
      return filter.matches(
          new FilterInput(
              message.message(),
              message.enqueuedAt(),
              message.sequenceNumber(),
              () -> new UUID(0, message.sequenceNumber())));
    } catch (FilterException e) {
      return false;
    }
  }

  private CompletableFuture<List<StoredMessage>> look(
      long from, int max, Predicate<MessageEntry> wanted, Predicate<StoredMessage> matching) {
    Look look = new Look(Math.min(max, limits.maxPeekMessages()), wanted, matching);
    CompletableFuture<List<StoredMessage>> result = new CompletableFuture<>();
    var unused =
        leader
            .query(() -> look.slice(from))
            .whenComplete(
                (next, failure) -> {
                  if (failure == null) {
                    goOn(look, next, result);
                  } else {
                    result.completeExceptionally(LeaderThread.cause(failure));
                  }
                });
    return result;
  }

  private void goOn(Look look, long next, CompletableFuture<List<StoredMessage>> result) {
    if (next == ENDED) {
      result.complete(look.found);
    } else {
      leader.later(() -> goOn(look, look.slice(next), result), result);
    }
  }

  /**
   * Walks along a slice of the queue, so that others get their turns of the shard's thread.
   *
   * @param goesOn is given each message; returns whether to go on behind it
   * @return where the next slice begins, or {@link #ENDED}
   */
  private long walk(long from, Predicate<MessageEntry> goesOn) {
    SequenceMap messages = index().messages();
    MessageEntry entry = messages.from(from);
    for (int seen = 0; seen < SLICE; seen++) {
      if (entry == null || !goesOn.test(entry)) {
        return ENDED;
      }
      entry = messages.from(entry.sequenceNumber() + 1);
    }
    return entry == null ? ENDED : entry.sequenceNumber();
  }

  /** What a walk has found to show. */
  private final class Look {
    private final List<StoredMessage> found = new ArrayList<>();
    private final int most;
    private final Predicate<MessageEntry> wanted;
    private final Predicate<StoredMessage> matching;
    private long bytes;

    Look(int most, Predicate<MessageEntry> wanted, Predicate<StoredMessage> matching) {
      this.most = most;
      this.wanted = wanted;
      this.matching = matching;
    }

    private long slice(long from) {
      return walk(from, this::take);
    }

    private boolean take(MessageEntry entry) {
      if (found.size() >= most) {
        return false;
      }
      StoredMessage message = wanted.test(entry) ? load(entry) : null;
      if (message != null && matching.test(message)) {
        bytes += message.message().size();
        if (!found.isEmpty() && bytes > limits.maxPeekBytes()) {
          return false;
        }
        found.add(message);
      }
      return true;
    }
  }

  private StoredMessage load(MessageEntry entry) {
    return machine.load(queue, entry, leader.shard().store());
  }

  CompletableFuture<Integer> delete(int max, Instant before, @Nullable String sessionId) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    Deletion deletion =
        new Deletion(
            Math.min(max, limits.maxDeletedAtOnce()), before.toEpochMilli(), sessionId, result);
    leader.later(() -> deletion.slice(0), result);
    return result;
  }

  /** What a walk has found to remove, which happens once it has ended. */
  private final class Deletion {
    private final List<Long> numbers = new ArrayList<>();
    private final int most;
    private final long before;
    private final @Nullable String sessionId;
    private final CompletableFuture<Integer> result;

    Deletion(int most, long before, @Nullable String sessionId, CompletableFuture<Integer> result) {
      this.most = most;
      this.before = before;
      this.sessionId = sessionId;
      this.result = result;
    }

    private void slice(long from) {
      long next = walk(from, this::take);
      if (next == ENDED) {
        submit();
      } else {
        leader.later(() -> slice(next), result);
      }
    }

    private boolean take(MessageEntry entry) {
      if (numbers.size() >= most) {
        return false;
      }
      if (isFree(entry) && (sessionId == null || sessionId.equals(entry.sessionId()))) {
        if (load(entry).enqueuedAt() >= before) {
          return false;
        }
        numbers.add(entry.sequenceNumber());
      }
      return true;
    }

    /** Between two slices a message may have been locked, or have gone. */
    private void submit() {
      SequenceMap messages = index().messages();
      numbers.removeIf(
          number -> {
            MessageEntry entry = messages.from(number);
            return entry == null || entry.sequenceNumber() != number || !isFree(entry);
          });
      if (numbers.isEmpty()) {
        result.complete(0);
        return;
      }
      var unused =
          LeaderThread.relay(
              leader
                  .submit(new BrokerCommand.Complete(queue, numbers))
                  .thenApply(_ -> numbers.size()),
              result);
    }

    private static boolean isFree(MessageEntry entry) {
      return !entry.taken() && entry.state() != MessageState.SCHEDULED;
    }
  }

  CompletableFuture<Optional<byte[]>> sessionState(String sessionId) {
    return leader.query(
        () -> machine.sessionState(queue.entity(), sessionId, leader.shard().store()));
  }

  CompletableFuture<List<String>> sessions(Optional<Instant> updatedSince, int skip, int top) {
    return leader.query(
        () ->
            machine
                .sessions(
                    queue.entity(),
                    updatedSince.map(Instant::toEpochMilli).orElse(null),
                    leader.shard().store())
                .stream()
                .skip(skip)
                .limit(top)
                .toList());
  }
}
