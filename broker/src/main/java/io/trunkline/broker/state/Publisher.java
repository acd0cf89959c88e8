package io.trunkline.broker.state;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.MessageState;
import io.trunkline.broker.SubQueue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings messages into queues: directly, through topics, by forwarding and dead-lettering. */
final class Publisher {
  private final Entities entities;
  private final HotMessages hot;
  private final BrokerLimits limits;

  Publisher(Entities entities, HotMessages hot, BrokerLimits limits) {
    this.entities = entities;
    this.hot = hot;
    this.limits = limits;
  }

  List<Long> send(BrokerCommand.Send command, Step step) {
    EntityState entity = entities.require(command.entity());
    requireAcceptable(entity, command.messages(), 0, step);
    return accept(entity, command.messages(), step);
  }

  /** Takes messages in, each on its own; a refusal stands in place of a number. */
  List<SendOutcome> sendEach(BrokerCommand.SendEach command, Step step) {
    EntityState entity = entities.require(command.entity());
    List<SendOutcome> outcomes = new ArrayList<>(command.messages().size());
    for (BrokerMessage message : command.messages()) {
      List<BrokerMessage> alone = List.of(message);
      try {
        requireAcceptable(entity, alone, 0, step);
        outcomes.add(new SendOutcome(accept(entity, alone, step).getFirst(), null));
      } catch (BrokerException refusal) {
        outcomes.add(new SendOutcome(0, refusal));
      }
    }
    return outcomes;
  }

  /** Takes messages in that have been found acceptable. */
  List<Long> accept(EntityState entity, List<BrokerMessage> messages, Step step) {
    List<Long> numbers = new ArrayList<>(messages.size());
    for (BrokerMessage message : messages) {
      Payload payload = step.arriving(message);
      numbers.add(accept(entity, Parcel.arriving(message, payload), step));
      payload.write(step);
    }
    used(entity, step);
    return numbers;
  }

  long reserve(BrokerCommand.Reserve command, Step step) {
    EntityState entity = entities.require(command.entity());
    long first = entity.nextSequence;
    entity.nextSequence += command.count();
    step.touch(entity);
    return first;
  }

  /** Takes messages in under numbers that were set aside, those whose time has come at once. */
  void schedule(BrokerCommand.Schedule command, Step step) {
    EntityState entity = entities.require(command.entity());
    long number = command.first();
    for (BrokerMessage message : command.messages()) {
      Payload payload = step.arriving(message);
      Parcel parcel = Parcel.arriving(message, payload);
      Long due = message.properties().scheduledEnqueueTime();
      if (due == null || due <= step.now()) {
        accept(entity, parcel, step);
      } else if (isNew(entity, message, step)) {
        place(entity, SubQueue.MAIN, number, parcel, MessageState.SCHEDULED, due, step);
      }
      payload.write(step);
      number++;
    }
    used(entity, step);
  }

  /** Takes messages in by way of another entity, which keeps those that cannot go on. */
  void transfer(BrokerCommand.Transfer command, Step step) {
    EntityState via = entities.require(command.via());
    EntityState destination = entities.require(command.destination());
    for (BrokerMessage message : command.messages()) {
      Payload payload = step.arriving(message);
      Parcel parcel = Parcel.arriving(message, payload);
      DeadLetterReason obstacle = obstacle(destination, message);
      if (obstacle == null) {
        accept(destination, parcel, step);
      } else {
        BrokerMessage marked =
            marked(parcel.message(), obstacle.reason, obstacle.description, Map.of());
        put(
            via,
            via.queue(SubQueue.TRANSFER_DEAD_LETTER),
            step.nextSequence(via),
            record(parcel.with(marked), MessageState.ACTIVE, step.now(), Long.MAX_VALUE, 0, 0),
            null,
            step);
      }
      payload.write(step);
    }
    used(destination, step);
    used(via, step);
  }

  private static void used(EntityState entity, Step step) {
    entity.usedAt = step.now();
    step.touch(entity);
  }

  /**
   * Checks what can be said of messages before one is taken in.
   *
   * @param before bytes that the same transaction brings to the entity before them
   */
  static void requireAcceptable(
      EntityState entity, List<BrokerMessage> messages, long before, Step step) {
    if (!entity.settings.status().maySend()) {
      throw new BrokerException(
          BrokerError.ENTITY_DISABLED,
          "The messaging entity '" + entity.path + "' is disabled for sending.");
    }
    requireFitting(entity, messages, step);
    long bytes = messages.stream().mapToLong(BrokerMessage::size).sum();
    if (entity.full(before + bytes)) {
      throw new BrokerException(
          BrokerError.QUOTA_EXCEEDED,
          "The maximum size of '%s' (%d bytes) has been reached."
              .formatted(entity.path, entity.settings.maxSizeBytes()));
    }
  }

  /** Checks the messages against what their entity wants of each. */
  static void requireFitting(EntityState entity, List<BrokerMessage> messages, Step step) {
    for (BrokerMessage message : messages) {
      if (message.size() > entity.settings.maxMessageBytes()) {
        throw new BrokerException(
            BrokerError.MESSAGE_SIZE_EXCEEDED,
            "The message has %d bytes; the limit of '%s' is %d."
                .formatted(message.size(), entity.path, entity.settings.maxMessageBytes()));
      }
      if (entity.settings.requiresSession() && message.properties().sessionId() == null) {
        throw new BrokerException(
            BrokerError.NOT_ALLOWED,
            "'" + entity.path + "' requires sessions: every message must have a session id.");
      }
      if (message.body() != null && !step.uploads().isComplete(message.body())) {
        throw new BrokerException(
            BrokerError.TIMEOUT, "The message's body did not arrive whole and in time.");
      }
    }
  }

  private static boolean isNew(EntityState entity, BrokerMessage message, Step step) {
    String messageId = message.properties().messageId();
    return entity.settings.duplicateWindow() == 0
        || messageId == null
        || DuplicateHistory.add(step.tables().store(), entity, messageId, step.now());
  }

  /** Takes a message in, or schedules it; returns its number, 0 for a duplicate. */
  private long accept(EntityState entity, Parcel parcel, Step step) {
    if (!isNew(entity, parcel.message(), step)) {
      return 0;
    }
    Long scheduled = parcel.message().properties().scheduledEnqueueTime();
    if (scheduled != null && scheduled > step.now() && parcel.hops() == 0) {
      long number = step.nextSequence(entity);
      place(entity, SubQueue.MAIN, number, parcel, MessageState.SCHEDULED, scheduled, step);
      return number;
    }
    return enqueue(entity, parcel, step);
  }

  /** Brings a message where its entity wants it, now. */
  long enqueue(EntityState entity, Parcel parcel, Step step) {
    long number = step.nextSequence(entity);
    if (entity.kind == EntityKind.TOPIC) {
      fanOut(entity, parcel.leaving(entity, number), step);
    } else if (entity.settings.forwardTo() != null) {
      forward(entity, entity.settings.forwardTo(), null, number, parcel, step);
    } else if (entity.settings.requiresSession()
        && parcel.message().properties().sessionId() == null) {
      bury(entity, number, parcel, DeadLetterReason.NO_SESSION_ID, step);
    } else {
      place(entity, SubQueue.MAIN, number, parcel, MessageState.ACTIVE, 0, step);
    }
    return number;
  }

  private void fanOut(EntityState topic, Parcel parcel, Step step) {
    parcel.payload().share();
    for (EntityState subscription : List.copyOf(topic.subscriptions.values())) {
      if (!subscription.settings.status().maySend()) {
        continue;
      }
      RuleEvaluation evaluation =
          RuleEvaluation.of(subscription, parcel.message(), parcel.enqueuedSequenceNumber(), step);
      for (BrokerMessage copy : evaluation.copies()) {
        enqueue(subscription, parcel.with(copy), step);
      }
      for (String error : evaluation.errors()) {
        BrokerMessage marked =
            marked(parcel.message(), DeadLetterReason.FILTER_ERROR.reason, error, Map.of());
        intoDeadLetters(
            subscription, step.nextSequence(subscription), parcel.with(marked), 0, step);
      }
    }
  }

  /** Sends a message on to another entity; where it cannot go it is dead-lettered here. */
  void forward(
      EntityState source,
      String targetPath,
      @Nullable String deadLetteredAt,
      long number,
      Parcel parcel,
      Step step) {
    EntityState target = entities.target(targetPath);
    DeadLetterReason obstacle = null;
    if (parcel.hops() >= limits.maxForwardHops()) {
      obstacle = DeadLetterReason.MAX_HOPS;
    } else if (target == null) {
      obstacle = DeadLetterReason.TARGET_MISSING;
    } else {
      obstacle = obstacle(target, parcel.message());
    }
    if (obstacle == null) {
      accept(target, parcel.leaving(source, number).forwarded(deadLetteredAt), step);
    } else if (deadLetteredAt == null) {
      bury(source, number, parcel, obstacle, step);
    } else {
      intoDeadLetters(source, number, parcel, 0, step);
    }
  }

  private static @Nullable DeadLetterReason obstacle(EntityState target, BrokerMessage message) {
    if (!target.settings.status().maySend()) {
      return DeadLetterReason.TARGET_DISABLED;
    }
    return target.full(message.size()) ? DeadLetterReason.TARGET_FULL : null;
  }

  private void bury(
      EntityState entity, long number, Parcel parcel, DeadLetterReason why, Step step) {
    BrokerMessage marked = marked(parcel.message(), why.reason, why.description, Map.of());
    intoDeadLetters(entity, number, parcel.with(marked), 0, step);
  }

  /** Moves a message of a main queue to the dead letters. */
  void deadLetter(
      EntityState entity,
      MessageEntry entry,
      @Nullable String reason,
      @Nullable String description,
      Map<String, Object> modified,
      int deliveryCount,
      Step step) {
    QueueId queue = QueueId.main(entity.id);
    MessageRecord record = step.tables().message(queue, entry.sequenceNumber());
    Parcel parcel = Parcel.of(record);
    Parcel letter = parcel.with(marked(record.message(), reason, description, modified));
    remove(entity, entity.main(), entry, parcel.payload(), step);
    String target = entity.settings.forwardDeadLettersTo();
    if (target == null) {
      intoDeadLetters(entity, entry.sequenceNumber(), letter, deliveryCount, step);
    } else {
      forward(entity, target, entity.path.toString(), entry.sequenceNumber(), letter, step);
    }
    parcel.payload().write(step);
  }

  private static BrokerMessage marked(
      BrokerMessage message,
      @Nullable String reason,
      @Nullable String description,
      Map<String, Object> modified) {
    Map<String, Object> changes = new LinkedHashMap<>(modified);
    if (reason != null) {
      changes.put(DeadLetterReason.REASON_PROPERTY, reason);
    }
    if (description != null) {
      changes.put(DeadLetterReason.DESCRIPTION_PROPERTY, description);
    }
    return MessageRecord.merged(message, changes);
  }

  private void intoDeadLetters(
      EntityState entity, long number, Parcel parcel, int deliveryCount, Step step) {
    MessageQueue queue = entity.queue(SubQueue.DEAD_LETTER);
    put(
        entity,
        queue,
        number,
        record(parcel, MessageState.ACTIVE, step.now(), Long.MAX_VALUE, 0, deliveryCount),
        null,
        step);
  }

  private void place(
      EntityState entity,
      SubQueue subQueue,
      long number,
      Parcel parcel,
      MessageState state,
      long dueAt,
      Step step) {
    long ttl = Math.min(parcel.timeToLive(), entity.settings.timeToLive());
    long start = Math.max(dueAt, step.now());
    long expiresAt = ttl > Long.MAX_VALUE - start ? Long.MAX_VALUE : start + ttl;
    MessageRecord record = record(parcel, state, step.now(), expiresAt, dueAt, 0);
    put(entity, entity.queue(subQueue), number, record, parcel.payload(), step);
  }

  private static MessageRecord record(
      Parcel parcel,
      MessageState state,
      long enqueuedAt,
      long expiresAt,
      long dueAt,
      int deliveryCount) {
    return new MessageRecord(
        state,
        enqueuedAt,
        expiresAt,
        dueAt,
        deliveryCount,
        parcel.hops(),
        parcel.enqueuedSequenceNumber(),
        parcel.deadLetterSource(),
        parcel.payload().copied(),
        parcel.message());
  }

  private void put(
      EntityState entity,
      MessageQueue queue,
      long number,
      MessageRecord record,
      @Nullable Payload payload,
      Step step) {
    boolean first = !queue.hasAvailable();
    MessageEntry entry = new MessageEntry(number, record);
    step.tables().putMessage(queue.id(), number, record);
    queue.add(entry);
    entity.addBytes(entry.size());
    step.touch(entity);
    byte[] bytes = payload == null ? null : payload.arrivingAlone();
    if (bytes != null) {
      hot.add(entry, record.stored(number, bytes, null));
    }
    if (record.state() == MessageState.ACTIVE) {
      step.arrived(queue.id(), first, first ? traceparent(record.message()) : null);
    }
  }

  /** Gives a message a new number, behind all others. */
  void sendToBack(EntityState entity, MessageQueue queue, MessageEntry entry, Step step) {
    MessageRecord record = step.tables().message(queue.id(), entry.sequenceNumber());
    Payload payload = Payload.of(record);
    remove(entity, queue, entry, payload, step);
    put(entity, queue, step.nextSequence(entity), record.with(payload.copied()), null, step);
    payload.write(step);
  }

  /** Removes a message; what becomes of the payload is told to {@code payload}. */
  void remove(
      EntityState entity, MessageQueue queue, MessageEntry entry, Payload payload, Step step) {
    step.tables().deleteMessage(queue.id(), entry.sequenceNumber());
    queue.remove(entry);
    entity.addBytes(-entry.size());
    payload.dropped();
  }

  /** Removes a message and its payload. */
  void remove(EntityState entity, MessageQueue queue, MessageEntry entry, Step step) {
    Payload payload = Payload.of(entry.payload());
    remove(entity, queue, entry, payload, step);
    payload.write(step);
  }

  private static @Nullable String traceparent(BrokerMessage message) {
    Map<String, Object> properties = message.applicationProperties();
    Object value = properties.getOrDefault("traceparent", properties.get("Diagnostic-Id"));
    return value instanceof String text ? text : null;
  }
}
