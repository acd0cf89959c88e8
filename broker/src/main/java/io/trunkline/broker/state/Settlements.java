package io.trunkline.broker.state;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.SubQueue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Carries out what receivers decide about messages, and the states of sessions. */
final class Settlements {
  private static final long MAX_PREMIUM_STATE_BYTES = 1L << 20;

  private final Entities entities;
  private final Publisher publisher;
  private final BrokerLimits limits;

  Settlements(Entities entities, Publisher publisher, BrokerLimits limits) {
    this.entities = entities;
    this.publisher = publisher;
    this.limits = limits;
  }

  void complete(BrokerCommand.Complete command, Step step) {
    EntityState entity = entities.require(command.queue().entity());
    removeAll(entity, entities.require(command.queue()), command.sequenceNumbers(), null, step);
  }

  void cancelScheduled(BrokerCommand.CancelScheduled command, Step step) {
    EntityState entity = entities.require(command.entity());
    removeAll(entity, entity.main(), command.sequenceNumbers(), MessageState.SCHEDULED, step);
  }

  private void removeAll(
      EntityState entity, MessageQueue queue, List<Long> numbers, MessageState needed, Step step) {
    List<MessageEntry> entries = new ArrayList<>(numbers.size());
    Set<Long> taken = HashSet.newHashSet(numbers.size());
    for (long number : numbers) {
      MessageEntry entry = queue.find(number);
      if (entry == null || (needed != null && entry.state() != needed) || !taken.add(number)) {
        throw new BrokerException(
            BrokerError.MESSAGE_NOT_FOUND,
            "There is no message with sequence number %d.".formatted(number));
      }
      entries.add(entry);
    }
    entries.forEach(entry -> publisher.remove(entity, queue, entry, step));
  }

  void abandon(BrokerCommand.Abandon command, Step step) {
    EntityState entity = entities.require(command.queue().entity());
    MessageQueue queue = entities.require(command.queue());
    MessageEntry entry = require(queue, command.sequenceNumber());
    giveBack(entity, queue, entry, command.modified(), command.counted(), step);
  }

  void sendToBack(BrokerCommand.SendToBack command, Step step) {
    EntityState entity = entities.require(command.queue().entity());
    MessageQueue queue = entities.require(command.queue());
    MessageEntry entry = require(queue, command.sequenceNumber());
    giveBack(entity, queue, entry, command.modified(), true, step);
    MessageEntry kept = queue.find(command.sequenceNumber());
    if (kept != null && kept.state() == MessageState.ACTIVE) {
      publisher.sendToBack(entity, queue, kept, step);
    }
  }

  void expireLocks(BrokerCommand.ExpireLocks command, Step step) {
    EntityState entity = entities.require(command.queue().entity());
    MessageQueue queue = entities.require(command.queue());
    for (long number : command.sequenceNumbers()) {
      MessageEntry entry = queue.find(number);
      if (entry != null) {
        giveBack(entity, queue, entry, Map.of(), true, step);
      }
    }
  }

  private void giveBack(
      EntityState entity,
      MessageQueue queue,
      MessageEntry entry,
      Map<String, Object> modified,
      boolean counted,
      Step step) {
    long number = entry.sequenceNumber();
    MessageRecord record = step.tables().message(queue.id(), number);
    int count = record.deliveryCount() + (counted ? 1 : 0);
    boolean main = queue.id().subQueue() == SubQueue.MAIN;
    if (main && counted && count >= entity.settings.maxDeliveryCount()) {
      publisher.deadLetter(
          entity,
          entry,
          DeadLetterReason.MAX_DELIVERY_COUNT.reason,
          DeadLetterReason.MAX_DELIVERY_COUNT.description,
          modified,
          count,
          step);
      return;
    }
    step.tables().putMessage(queue.id(), number, record.with(entry.state(), count, modified));
    queue.changeState(entry, entry.state());
    if (entry.state() == MessageState.ACTIVE) {
      step.arrived(queue.id(), false, null);
      step.touch(entity);
    }
  }

  void defer(BrokerCommand.Defer command, Step step) {
    MessageQueue queue = entities.require(command.queue());
    MessageEntry entry = require(queue, command.sequenceNumber());
    MessageRecord record = step.tables().message(queue.id(), entry.sequenceNumber());
    step.tables()
        .putMessage(
            queue.id(),
            entry.sequenceNumber(),
            record.with(MessageState.DEFERRED, record.deliveryCount(), command.modified()));
    queue.changeState(entry, MessageState.DEFERRED);
  }

  static void requireMain(QueueId queue) {
    if (queue.subQueue() != SubQueue.MAIN) {
      throw new BrokerException(
          BrokerError.NOT_ALLOWED, "A message of a dead-letter queue cannot be dead-lettered.");
    }
  }

  void deadLetter(BrokerCommand.DeadLetter command, Step step) {
    requireMain(command.queue());
    EntityState entity = entities.require(command.queue().entity());
    MessageEntry entry = require(entity.main(), command.sequenceNumber());
    int count = step.tables().message(command.queue(), entry.sequenceNumber()).deliveryCount();
    publisher.deadLetter(
        entity, entry, command.reason(), command.description(), command.modified(), count, step);
  }

  private static MessageEntry require(MessageQueue queue, long number) {
    MessageEntry entry = queue.find(number);
    if (entry == null) {
      throw new BrokerException(
          BrokerError.MESSAGE_LOCK_LOST,
          "The lock supplied is invalid: message %d has left the queue.".formatted(number));
    }
    return entry;
  }

  /** As large as a message, where those are larger than in the Standard tier; at most 1 MiB. */
  private long maxSessionStateBytes(EntityState entity) {
    return Math.max(
        limits.maxSessionStateBytes(),
        Math.min(entity.settings.maxMessageBytes(), MAX_PREMIUM_STATE_BYTES));
  }

  void setSessionState(BrokerCommand.SetSessionState command, Step step) {
    EntityState entity = entities.require(command.entity());
    Tables tables = step.tables();
    Tables.SessionState before = tables.sessionState(entity.id, command.sessionId());
    byte[] state = command.state();
    long more = (state == null ? 0L : state.length) - (before == null ? 0 : before.state().length);
    long limit = maxSessionStateBytes(entity);
    if (state != null && (state.length > limit || entity.full(more))) {
      throw new BrokerException(
          BrokerError.QUOTA_EXCEEDED,
          "The session state has %d bytes; the limit is %d.".formatted(state.length, limit));
    }
    if (state == null) {
      tables.deleteSessionState(entity.id, command.sessionId());
    } else {
      tables.putSessionState(
          entity.id, command.sessionId(), new Tables.SessionState(step.now(), state));
    }
    entity.addBytes(more);
  }
}
