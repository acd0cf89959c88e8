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

  /** Returns a builder that starts with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these properties. */
  public Builder change() {
    Builder builder = new Builder();
    builder.messageId = messageId;
    builder.sessionId = sessionId;
    builder.replyToSessionId = replyToSessionId;
    builder.partitionKey = partitionKey;
    builder.viaPartitionKey = viaPartitionKey;
    builder.correlationId = correlationId;
    builder.subject = subject;
    builder.to = to;
    builder.replyTo = replyTo;
    builder.contentType = contentType;
    builder.timeToLive = timeToLive;
    builder.scheduledEnqueueTime = scheduledEnqueueTime;
    return builder;
  }

  /** Collects properties; not thread-safe. */
  public static final class Builder {
    private @Nullable String messageId;
    private @Nullable String sessionId;
    private @Nullable String replyToSessionId;
    private @Nullable String partitionKey;
    private @Nullable String viaPartitionKey;
    private @Nullable String correlationId;
    private @Nullable String subject;
    private @Nullable String to;
    private @Nullable String replyTo;
    private @Nullable String contentType;
    private @Nullable Long timeToLive;
    private @Nullable Long scheduledEnqueueTime;

    private Builder() {}

    public Builder messageId(@Nullable String value) {
      messageId = value;
      return this;
    }

    public Builder sessionId(@Nullable String value) {
      sessionId = value;
      return this;
    }

    public Builder replyToSessionId(@Nullable String value) {
      replyToSessionId = value;
      return this;
    }

    public Builder partitionKey(@Nullable String value) {
      partitionKey = value;
      return this;
    }

    public Builder viaPartitionKey(@Nullable String value) {
      viaPartitionKey = value;
      return this;
    }

    public Builder correlationId(@Nullable String value) {
      correlationId = value;
      return this;
    }

    public Builder subject(@Nullable String value) {
      subject = value;
      return this;
    }

    public Builder to(@Nullable String value) {
      to = value;
      return this;
    }

    public Builder replyTo(@Nullable String value) {
      replyTo = value;
      return this;
    }

    public Builder contentType(@Nullable String value) {
      contentType = value;
      return this;
    }

    public Builder timeToLive(@Nullable Long value) {
      timeToLive = value;
      return this;
    }

    public Builder scheduledEnqueueTime(@Nullable Long value) {
      scheduledEnqueueTime = value;
      return this;
    }

    public MessageProperties build() {
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
          scheduledEnqueueTime);
    }
  }
}
