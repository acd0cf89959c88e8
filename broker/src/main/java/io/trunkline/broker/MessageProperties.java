package io.trunkline.broker;

import org.jspecify.annotations.Nullable;

/**
 * The properties of a message that the broker looks at ({@code reference/service-bus.md §6}); null
 * where the sender set none.
 *
 * @param messageId as text whatever its AMQP type; the key of duplicate detection
 * @param sessionId {@code group-id}
 * @param replyToSessionId {@code reply-to-group-id}
 * @param partitionKey annotation {@code x-opt-partition-key}
 * @param viaPartitionKey annotation {@code x-opt-via-partition-key}
 * @param correlationId as text whatever its AMQP type
 * @param subject Label
 * @param timeToLive milliseconds, positive; null for the entity's default
 * @param scheduledEnqueueTime milliseconds since the epoch; null for at once
 */
public record MessageProperties(
    @Nullable String messageId,
    @Nullable String sessionId,
    @Nullable String replyToSessionId,
    @Nullable String partitionKey,
    @Nullable String viaPartitionKey,
    @Nullable String correlationId,
    @Nullable String subject,
    @Nullable String to,
    @Nullable String replyTo,
    @Nullable String contentType,
    @Nullable Long timeToLive,
    @Nullable Long scheduledEnqueueTime) {

  /** No property set. */
  public static final MessageProperties NONE =
      new MessageProperties(null, null, null, null, null, null, null, null, null, null, null, null);

  public MessageProperties withMessageId(@Nullable String value) {
    return new MessageProperties(
        value,
        sessionId,
        replyToSessionId,
        partitionKey,
        viaPartitionKey,
        correlationId,
        subject,
        to,
        replyTo,
        contentType,
        timeToLive,
        scheduledEnqueueTime);
  }

  public MessageProperties withSessionId(@Nullable String value) {
    return new MessageProperties(
        messageId,
        value,
        replyToSessionId,
        partitionKey,
        viaPartitionKey,
        correlationId,
        subject,
        to,
        replyTo,
        contentType,
        timeToLive,
        scheduledEnqueueTime);
  }

  public MessageProperties withTimeToLive(@Nullable Long value) {
    return new MessageProperties(
        messageId,
        sessionId,
        replyToSessionId,
        partitionKey,
        viaPartitionKey,
        correlationId,
        subject,
        to,
        replyTo,
        contentType,
        value,
        scheduledEnqueueTime);
  }

  public MessageProperties withScheduledEnqueueTime(@Nullable Long value) {
    return new MessageProperties(
        messageId,
        sessionId,
        replyToSessionId,
        partitionKey,
        viaPartitionKey,
        correlationId,
        subject,
        to,
        replyTo,
        contentType,
        timeToLive,
        value);
  }
}
