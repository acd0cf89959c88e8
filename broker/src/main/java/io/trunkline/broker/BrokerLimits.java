package io.trunkline.broker;

import java.time.Duration;

/**
 * The broker's limits; the defaults are those of the documented service ({@code
 * reference/service-bus.md §11.13}).
 *
 * @param maxEntities queues and topics in a namespace
 * @param maxSubscriptions subscriptions of a topic
 * @param maxSqlFilters SQL rules of a topic's subscriptions together
 * @param maxCorrelationFilters correlation rules of a topic's subscriptions together
 * @param maxReceiversPerEntity receivers attached to an entity at once
 * @param maxIdLength characters of message id, session id and partition key
 * @param maxEntityPath characters of a queue's or topic's path
 * @param maxChildName characters of a subscription's or rule's name
 * @param maxSqlLength characters of a SQL filter or action
 * @param maxActionStatements statements of a SQL action
 * @param maxPropertyBytes size of one application property
 * @param maxPropertiesBytes size of all application properties of a message
 * @param maxDeadLetterText characters of a dead-letter reason and of its description
 * @param maxSessionStateBytes size of a session's state; where messages may be larger, as in the
 *     Premium tier, the state may have their size, at most 1 MiB
 * @param maxAuthorizationRules authorization rules of a namespace or entity
 * @param maxForwardHops hops of a forwarded message; one more dead-letters it
 * @param maxBatchBytes size of all messages of one send together
 * @param maxPeekMessages messages that one peek returns
 * @param maxPeekBytes bytes after which a peek returns early
 * @param maxDeletedAtOnce messages that one batch delete removes
 * @param maxTransactionMessages messages sent and settled in one transaction
 * @param maxTransactionBytes size of all messages sent in one transaction
 * @param hotMessageBytes newest messages of a namespace that stay in memory, by their sizes
 * @param uploadTimeout how long the pieces of a large message are kept when nothing more comes of
 *     it
 * @param maxSessionWait longest wait for the next available session
 * @param notificationInterval pause between two events for messages that nobody listens to
 */
public record BrokerLimits(
    int maxEntities,
    int maxSubscriptions,
    int maxSqlFilters,
    int maxCorrelationFilters,
    int maxReceiversPerEntity,
    int maxIdLength,
    int maxEntityPath,
    int maxChildName,
    int maxSqlLength,
    int maxActionStatements,
    int maxPropertyBytes,
    int maxPropertiesBytes,
    int maxDeadLetterText,
    int maxSessionStateBytes,
    int maxAuthorizationRules,
    int maxForwardHops,
    int maxBatchBytes,
    int maxPeekMessages,
    int maxPeekBytes,
    int maxDeletedAtOnce,
    int maxTransactionMessages,
    int maxTransactionBytes,
    int hotMessageBytes,
    Duration uploadTimeout,
    Duration maxSessionWait,
    Duration notificationInterval) {

  /** The documented defaults. */
  public static BrokerLimits defaults() {
    return new BrokerLimits(
        10_000,
        2_000,
        2_000,
        100_000,
        5_000,
        128,
        260,
        50,
        1_024,
        32,
        32 << 10,
        64 << 10,
        4_096,
        256 << 10,
        12,
        4,
        1 << 20,
        1_000,
        1 << 20,
        4_000,
        100,
        1 << 20,
        32 << 20,
        Duration.ofMinutes(10),
        Duration.ofSeconds(65),
        Duration.ofMinutes(2));
  }

  /** Returns these limits with another pause between notifications. */
  public BrokerLimits withNotificationInterval(Duration interval) {
    return new BrokerLimits(
        maxEntities,
        maxSubscriptions,
        maxSqlFilters,
        maxCorrelationFilters,
        maxReceiversPerEntity,
        maxIdLength,
        maxEntityPath,
        maxChildName,
        maxSqlLength,
        maxActionStatements,
        maxPropertyBytes,
        maxPropertiesBytes,
        maxDeadLetterText,
        maxSessionStateBytes,
        maxAuthorizationRules,
        maxForwardHops,
        maxBatchBytes,
        maxPeekMessages,
        maxPeekBytes,
        maxDeletedAtOnce,
        maxTransactionMessages,
        maxTransactionBytes,
        hotMessageBytes,
        uploadTimeout,
        maxSessionWait,
        interval);
  }
}
