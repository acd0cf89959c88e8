package io.trunkline.broker;

import org.jspecify.annotations.Nullable;

/**
 * The settings of an entity that decide what happens to messages ({@code reference/service-bus.md
 * §11.1}). Times are milliseconds; {@link Long#MAX_VALUE} stands for never. Settings that a kind of
 * entity does not have keep their default.
 *
 * @param lockDuration how long a message or session stays locked
 * @param maxDeliveryCount failed deliveries after which a message is dead-lettered
 * @param timeToLive default and longest life of a message
 * @param deadLetterOnExpiration whether expired messages are dead-lettered rather than dropped
 * @param deadLetterOnFilterError whether a message whose rules fail is dead-lettered (subscription)
 * @param requiresSession whether every message belongs to a session
 * @param duplicateWindow how long message ids are remembered; 0 without duplicate detection
 * @param maxSizeBytes the entity's quota
 * @param maxMessageBytes the largest message
 * @param autoDeleteOnIdle how long it may stay unused before it is deleted
 * @param forwardTo queue or topic that gets every message, or null
 * @param forwardDeadLettersTo queue or topic that gets every dead-lettered message, or null
 */
public record EntitySettings(
    long lockDuration,
    int maxDeliveryCount,
    long timeToLive,
    boolean deadLetterOnExpiration,
    boolean deadLetterOnFilterError,
    boolean requiresSession,
    long duplicateWindow,
    long maxSizeBytes,
    long maxMessageBytes,
    long autoDeleteOnIdle,
    @Nullable String forwardTo,
    @Nullable String forwardDeadLettersTo,
    EntityStatus status) {

  /** The documented defaults of a Standard namespace. */
  public static final EntitySettings DEFAULTS =
      new EntitySettings(
          60_000,
          10,
          Long.MAX_VALUE,
          false,
          true,
          false,
          0,
          1024L << 20,
          256L << 10,
          Long.MAX_VALUE,
          null,
          null,
          EntityStatus.ACTIVE);
}
