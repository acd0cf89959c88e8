package io.trunkline.broker.service;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.BrokerMachine;
import io.trunkline.broker.state.MessageEntry;
import io.trunkline.broker.state.MessageQueue;
import io.trunkline.broker.state.QueueId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    int most = Math.min(max, limits.maxPeekMessages());
    return leader.query(
        () -> {
          List<StoredMessage> found = new ArrayList<>();
          long bytes = 0;
          for (MessageEntry entry : index().messages().tailMap(from, true).values()) {
            if (found.size() >= most) {
              break;
            }
            if (sessionId != null && !sessionId.equals(entry.sessionId())) {
              continue;
            }
            StoredMessage message = load(entry);
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
    return machine.load(queue, entry.sequenceNumber(), leader.shard().store());
  }

  CompletableFuture<Integer> delete(int max, Instant before, @Nullable String sessionId) {
    int most = Math.min(max, limits.maxDeletedAtOnce());
    return leader.call(
        () -> {
          List<Long> numbers = new ArrayList<>();
          for (MessageEntry entry : index().messages().values()) {
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
