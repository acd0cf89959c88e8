package io.trunkline.broker.state;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.EntitySettings;
import io.trunkline.broker.RuleDescription;
import io.trunkline.kernel.Command;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can happen in a namespace. All are refused with {@link io.trunkline.broker.BrokerException}.
 *
 * @param <R> the reply
 */
public sealed interface BrokerCommand<R> extends Command<R> {
  /**
   * Creates an entity or changes its settings. Changes nothing where the entity is of a later
   * revision: who sends this has been overtaken.
   *
   * @param revision of the resource, greater with each change of it; 0 where it has none
   */
  record PutEntity(EntityPath path, EntityKind kind, EntitySettings settings, long revision)
      implements BrokerCommand<EntityPut> {
    /** An entity that has no revisions. */
    public PutEntity(EntityPath path, EntityKind kind, EntitySettings settings) {
      this(path, kind, settings, 0);
    }
  }

  /**
   * The reply to {@link PutEntity}.
   *
   * @param needsDefaultRule whether it is a subscription that never had a rule
   */
  record EntityPut(long id, boolean needsDefaultRule) {}

  /**
   * Removes an entity with its messages and, of a topic, its subscriptions. Changes nothing where
   * the entity is of a later revision: it has been made anew since.
   *
   * @param revision the last one of the resource; 0 where it has none
   */
  record RemoveEntity(EntityPath path, long revision) implements BrokerCommand<Void> {
    /** An entity that has no revisions. */
    public RemoveEntity(EntityPath path) {
      this(path, 0);
    }
  }

  /** Adds or replaces a rule. */
  record PutRule(EntityPath subscription, RuleDescription rule) implements BrokerCommand<Void> {}

  record RemoveRule(EntityPath subscription, String name) implements BrokerCommand<Void> {}

  /**
   * What may be part of a transaction.
   *
   * @param <R> the reply
   */
  sealed interface Transactional<R> extends BrokerCommand<R> {}

  /** Does several things, all or none. */
  record Transact(List<Transactional<?>> parts) implements BrokerCommand<Void> {}

  /** Sends messages, all or none; replies with their sequence numbers, 0 for a duplicate. */
  record Send(long entity, List<BrokerMessage> messages) implements Transactional<List<Long>> {}

  /**
   * Sends messages that only travel together: each is taken or refused on its own; replies with an
   * outcome for each.
   */
  record SendEach(long entity, List<BrokerMessage> messages)
      implements BrokerCommand<List<SendOutcome>> {}

  /**
   * Sends messages by way of another entity, whose transfer dead-letter queue gets them where the
   * destination does not take them.
   */
  record Transfer(long via, long destination, List<BrokerMessage> messages)
      implements Transactional<Void> {}

  /** Sets sequence numbers aside, for {@link Schedule}; replies with the first of them. */
  record Reserve(long entity, int count) implements BrokerCommand<Long> {}

  /**
   * Schedules messages under numbers that were set aside.
   *
   * @param first number of the first message; the others follow
   */
  record Schedule(long entity, long first, List<BrokerMessage> messages)
      implements Transactional<Void> {}

  /**
   * Brings a piece of a large message's body, before the message itself.
   *
   * @param upload names the body
   * @param index pieces come in order, from 0
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes that pass through
  record PutPiece(long entity, UUID upload, int index, byte[] piece)
      implements BrokerCommand<Void> {}

  /** Removes the pieces of a body whose message does not come; nothing where it has come. */
  record DropUpload(UUID upload) implements BrokerCommand<Void> {}

  /** Removes the pieces of bodies whose messages have not come in time. */
  record SweepUploads() implements BrokerCommand<Void> {}

  /** Removes scheduled messages, all or none. */
  record CancelScheduled(long entity, List<Long> sequenceNumbers) implements Transactional<Void> {}

  /** Removes messages, all or none. */
  record Complete(QueueId queue, List<Long> sequenceNumbers) implements Transactional<Void> {}

  /**
   * Gives a message out again.
   *
   * @param counted whether the delivery failed
   */
  record Abandon(QueueId queue, long sequenceNumber, Map<String, Object> modified, boolean counted)
      implements Transactional<Void> {}

  /** Counts a failed delivery and puts a message behind all others, under a new number. */
  record SendToBack(QueueId queue, long sequenceNumber, Map<String, Object> modified)
      implements Transactional<Void> {}

  /** Sets a message aside. */
  record Defer(QueueId queue, long sequenceNumber, Map<String, Object> modified)
      implements Transactional<Void> {}

  /** Moves a message to the dead-letter queue. */
  record DeadLetter(
      QueueId queue,
      long sequenceNumber,
      @Nullable String reason,
      @Nullable String description,
      Map<String, Object> modified)
      implements Transactional<Void> {}

  /** Counts a failed delivery of messages whose lock expired; unknown numbers are passed over. */
  record ExpireLocks(QueueId queue, List<Long> sequenceNumbers) implements BrokerCommand<Void> {}

  /** Sets the state of a session; null clears it. */
  @SuppressWarnings("ArrayRecordComponent") // bytes that pass through
  record SetSessionState(long entity, String sessionId, byte @Nullable [] state)
      implements BrokerCommand<Void> {}

  /**
   * Does what has fallen due in an entity.
   *
   * @param locked messages that are locked now and must stay
   * @param usedAt when the leader last saw a receiver, milliseconds since the epoch
   */
  record Wake(long entity, List<Long> locked, long usedAt) implements BrokerCommand<Void> {}

  /**
   * Puts an event into the outbox: messages wait and nobody listens.
   *
   * @param traceparent of the message that led to it, or null
   */
  record Notify(QueueId queue, @Nullable String traceparent) implements BrokerCommand<Void> {}

  /** Takes an outbox entry out. */
  record Finish(String outboxId) implements BrokerCommand<Void> {}
}
