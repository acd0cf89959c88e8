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
    int most = Math.min(max, limits.maxPeekMessages());
    return leader.query(
        () -> {
          List<StoredMessage> found = new ArrayList<>();
          long bytes = 0;
          SequenceMap messages = index().messages();
          for (MessageEntry entry = messages.from(from);
              entry != null && found.size() < most;
              entry = messages.from(entry.sequenceNumber() + 1)) {
            StoredMessage message = wanted.test(entry) ? load(entry) : null;
            if (message == null || !matching.test(message)) {
              continue;
            }
            bytes += message.message().size();
            if (!found.isEmpty() && bytes > limits.maxPeekBytes()) {
              break;
            }
            found.add(message);
          }
          return found;
        });
  }

  private StoredMessage load(MessageEntry entry) {
    return machine.load(queue, entry, leader.shard().store());
  }

  CompletableFuture<Integer> delete(int max, Instant before, @Nullable String sessionId) {
    int most = Math.min(max, limits.maxDeletedAtOnce());
    return leader.call(
        () -> {
          List<Long> numbers = new ArrayList<>();
          for (MessageEntry entry : index().messages()) {
            if (numbers.size() >= most) {
              break;
            }
            if (!entry.taken()
                && entry.state() != MessageState.SCHEDULED
                && (sessionId == null || sessionId.equals(entry.sessionId()))) {
              if (load(entry).enqueuedAt() >= before.toEpochMilli()) {
                break;
              }
              numbers.add(entry.sequenceNumber());
            }
          }
          return numbers.isEmpty()
              ? CompletableFuture.completedFuture(0)
              : leader
                  .submit(new BrokerCommand.Complete(queue, numbers))
                  .thenApply(_ -> numbers.size());
        });
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
