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

  /** Receives and locks messages that were deferred, by sequence number. */
  CompletionStage<List<LockedMessage>> receiveDeferred(
      String namespace, String entityPath, List<Long> sequenceNumbers, Caller caller);

  /** Settles a message; fails with 410 {@code MessageLockLost} when the lock is not held. */
  CompletionStage<Void> settle(
      String namespace, String entityPath, String lockToken, Settlement settlement, Caller caller);

  /** Renews a lock; returns until when it is held. */
  CompletionStage<Instant> renewLock(
      String namespace, String entityPath, String lockToken, Caller caller);

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
