package io.trunkline.workflows.connector;

import io.trunkline.identity.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What workflows need of Service Bus. Every stage fails with {@link ConnectorException}; the
 * caller's rights decide on every call.
 *
 * <p>An entity path is a queue, a topic (to send to), {@code topic/Subscriptions/name}, or one of
 * these with {@code /$DeadLetterQueue} behind it.
 */
public interface ServiceBusPort {
  /**
   * Finds the caller that a connection string stands for.
   *
   * @param connectionString {@code Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…}
   * @throws ConnectorException 401 when the key is wrong
   */
  Caller callerOf(String connectionString);

  /**
   * Sends messages to a queue or topic, all or none.
   *
   * @param namespace fully qualified name as the connection gives it, for example {@code
   *     orders.servicebus.windows.net}
   * @param idempotencyKey repeated when the call is made again because its outcome is not known
   */
  CompletionStage<Void> send(
      String namespace,
      String entity,
      List<OutgoingMessage> messages,
      Caller caller,
      String idempotencyKey);

  /**
   * Receives and locks messages: as many as there are, waiting for the first.
   *
   * @param maxCount 1 to 5,000
   * @param maxWait how long to wait for the first message; zero for not at all
   */
  CompletionStage<List<LockedMessage>> receiveAndLock(
      String namespace, String entityPath, int maxCount, Duration maxWait, Caller caller);

  /**
   * Receives and locks messages of one session, which stays locked until it is closed or its lock
   * ends. Asking again for a session that workflows hold goes on with it.
   *
   * @param maxCount 1 to 5,000
   * @param maxWait how long to wait for a session and its first message; zero for not at all
   * @return messages of one session; empty where there is no session to be had, or nothing in it
   */
  CompletionStage<List<LockedMessage>> receiveFromSession(
      String namespace,
      String entityPath,
      SessionChoice session,
      int maxCount,
      Duration maxWait,
      Caller caller);

  /**
   * Receives and locks messages that were deferred, by sequence number.
   *
   * @param session the session they are of; it is locked if it is not held yet
   */
  CompletionStage<List<LockedMessage>> receiveDeferred(
      String namespace,
      String entityPath,
      List<Long> sequenceNumbers,
      Optional<String> session,
      Caller caller);

  /** Settles a message; fails with 410 {@code MessageLockLost} when the lock is not held. */
  CompletionStage<Void> settle(
      String namespace, String entityPath, String lockToken, Settlement settlement, Caller caller);

  /** Renews a lock; returns until when it is held. */
  CompletionStage<Instant> renewLock(
      String namespace, String entityPath, String lockToken, Caller caller);

  /**
   * Settles a message of a session that workflows hold, wherever in the namespace that is; fails
   * with 410 {@code MessageLockLost} where there is no such message, and 409 where its id does not
   * tell which.
   */
  CompletionStage<Void> settleInSession(
      String namespace, SessionMessage message, Settlement settlement, Caller caller);

  /** Renews the lock of a session; returns until when it is held; 410 where it is not. */
  CompletionStage<Instant> renewSession(
      String namespace, String entityPath, String session, Caller caller);

  /** Unlocks a session; its unsettled messages become available. One that is not held is. */
  CompletionStage<Void> closeSession(
      String namespace, String entityPath, String session, Caller caller);

  /**
   * Which session messages are to come from.
   *
   * @param id empty for the next one that nobody holds
   * @param acquire whether to lock the session where workflows do not hold it already
   */
  record SessionChoice(Optional<String> id, boolean acquire) {
    /** The next session that has messages and is not locked. */
    public static SessionChoice next() {
      return new SessionChoice(Optional.empty(), true);
    }
  }

  /**
   * A message of a session that is held.
   *
   * @param messageId as its sender gave it; empty where the lock token is enough
   */
  record SessionMessage(Optional<String> messageId, Optional<String> lockToken) {}

  /** What becomes of a locked message. */
  sealed interface Settlement {
    record Complete() implements Settlement {}

    record Abandon() implements Settlement {}

    record Defer() implements Settlement {}

    record DeadLetter(Optional<String> reason, Optional<String> description)
        implements Settlement {}
  }

  /**
   * A message to send.
   *
   * @param properties application properties: texts, numbers, booleans
   */
  @SuppressWarnings("ArrayRecordComponent") // a message is never compared
  record OutgoingMessage(
      byte[] body,
      Optional<String> contentType,
      Optional<String> messageId,
      Optional<String> correlationId,
      Optional<String> subject,
      Optional<String> to,
      Optional<String> replyTo,
      Optional<String> replyToSessionId,
      Optional<String> sessionId,
      Optional<Duration> timeToLive,
      Optional<Instant> scheduledEnqueueTime,
      Map<String, Object> properties) {
    public OutgoingMessage {
      properties = Map.copyOf(properties);
    }
  }

  /**
   * A message as received.
   *
   * @param content what the sender gave it, properties without system properties
   * @param deadLetterSource the entity it was dead-lettered from
   */
  record LockedMessage(
      OutgoingMessage content,
      String lockToken,
      long sequenceNumber,
      long enqueuedSequenceNumber,
      Instant enqueuedTime,
      Instant lockedUntil,
      Optional<Instant> expiresAt,
      int deliveryCount,
      Optional<String> deadLetterSource) {}
}
