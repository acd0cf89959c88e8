package io.trunkline.broker.state;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.state.BrokerCommand.Abandon;
import io.trunkline.broker.state.BrokerCommand.CancelScheduled;
import io.trunkline.broker.state.BrokerCommand.Complete;
import io.trunkline.broker.state.BrokerCommand.DeadLetter;
import io.trunkline.broker.state.BrokerCommand.Defer;
import io.trunkline.broker.state.BrokerCommand.Schedule;
import io.trunkline.broker.state.BrokerCommand.Send;
import io.trunkline.broker.state.BrokerCommand.SendToBack;
import io.trunkline.broker.state.BrokerCommand.Transact;
import io.trunkline.broker.state.BrokerCommand.Transactional;
import io.trunkline.broker.state.BrokerCommand.Transfer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does everything that belongs to a transaction, or nothing ({@code reference/service-bus.md §9}):
 * all parts are checked before the first one changes anything, because the indexes in memory cannot
 * be taken back.
 */
final class Transactions {
  private final Entities entities;
  private final Publisher publisher;
  private final Settlements settlements;

  Transactions(Entities entities, Publisher publisher, Settlements settlements) {
    this.entities = entities;
    this.publisher = publisher;
    this.settlements = settlements;
  }

  void commit(Transact command, Step step) {
    Check check = new Check(step);
    command.parts().forEach(check::require);
    command.parts().forEach(part -> carryOut(part, step));
  }

  void transfer(Transfer command, Step step) {
    commit(new Transact(List.of(command)), step);
  }

  void schedule(Schedule command, Step step) {
    commit(new Transact(List.of(command)), step);
  }

  private void carryOut(Transactional<?> part, Step step) {
    switch (part) {
      case Send send -> publisher.accept(entities.require(send.entity()), send.messages(), step);
      case Schedule schedule -> publisher.schedule(schedule, step);
      case Transfer transfer -> publisher.transfer(transfer, step);
      case Complete complete -> settlements.complete(complete, step);
      case Abandon abandon -> settlements.abandon(abandon, step);
      case SendToBack back -> settlements.sendToBack(back, step);
      case Defer defer -> settlements.defer(defer, step);
      case DeadLetter letter -> settlements.deadLetter(letter, step);
      case CancelScheduled cancel -> settlements.cancelScheduled(cancel, step);
    }
  }

  /** What the parts seen so far take and bring. */
  private final class Check {
    private record Taken(QueueId queue, long sequenceNumber) {}

    private final Map<Long, Long> bytes = new HashMap<>();
    private final Set<Taken> taken = new HashSet<>();
    private final Step step;

    Check(Step step) {
      this.step = step;
    }

    void require(Transactional<?> part) {
      switch (part) {
        case Send(long entity, List<BrokerMessage> messages) -> requireRoom(entity, messages);
        case Schedule(long entity, long _, List<BrokerMessage> messages) ->
            requireRoom(entity, messages);
        case Transfer(long via, long destination, List<BrokerMessage> messages) -> {
          entities.require(via);
          Publisher.requireFitting(entities.require(destination), messages, step);
        }
        case Complete(QueueId queue, List<Long> numbers) ->
            numbers.forEach(number -> take(queue, number, null));
        case Abandon abandon -> take(abandon.queue(), abandon.sequenceNumber(), null);
        case SendToBack back -> take(back.queue(), back.sequenceNumber(), null);
        case Defer defer -> take(defer.queue(), defer.sequenceNumber(), null);
        case DeadLetter letter -> {
          Settlements.requireMain(letter.queue());
          take(letter.queue(), letter.sequenceNumber(), null);
        }
        case CancelScheduled(long entity, List<Long> numbers) ->
            numbers.forEach(number -> take(QueueId.main(entity), number, MessageState.SCHEDULED));
      }
    }

    private void requireRoom(long id, List<BrokerMessage> messages) {
      Publisher.requireAcceptable(entities.require(id), messages, bytes.getOrDefault(id, 0L), step);
      bytes.merge(id, messages.stream().mapToLong(BrokerMessage::size).sum(), Long::sum);
    }

    private void take(QueueId queue, long number, @Nullable MessageState needed) {
      MessageEntry entry = entities.require(queue).find(number);
      boolean fits = entry != null && (needed == null || entry.state() == needed);
      if (!fits || !taken.add(new Taken(queue, number))) {
        throw new BrokerException(
            needed == null ? BrokerError.MESSAGE_LOCK_LOST : BrokerError.MESSAGE_NOT_FOUND,
            "Message %d has left the queue, or is settled twice.".formatted(number));
      }
    }
  }
}
