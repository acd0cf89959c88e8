package io.trunkline.broker.wire.amqp;

import java.time.Duration;

/**
 * Settings of the broker's AMQP wire.
 *
 * @param sendCredit transfers that a sending client may have on their way
 * @param maxUnsettledBytes bytes of a connection's transfers waiting for their commit, above which
 *     no new credit is given; at twice as many nothing more is read from the connection
 * @param receiveChunk deliveries that the broker is asked for at a time, however large the client's
 *     credit
 * @param requestCredit requests to {@code $cbs} and {@code $management} that may be on their way
 * @param maxWaitingReplies replies that wait for the client's credit; more end the link
 * @param maxWaitingReplyBytes bytes of such replies, above which no credit for requests is given
 * @param tokenDeadline how long a new connection may stay without a token ({@code
 *     reference/service-bus.md §2.3})
 * @param defaultSessionWait how long to wait for the next session where the client does not say
 * @param maxTransactions transactions that a connection may have open
 * @param transactionTimeout how long after its first operation a transaction is rolled back ({@code
 *     reference/service-bus.md §9.2})
 * @param largeMessageBytes size above which a message is stored in pieces outside of its log entry
 * @param pieceBytes size of such a piece
 * @param idleConnectionTimeout how long a connection may stay without a link ({@code §2.3}); at
 *     most a minute before its first
 * @param idleLinkTimeout how long nothing may happen on a link before it is detached
 */
public record AmqpSettings(
    int sendCredit,
    long maxUnsettledBytes,
    int receiveChunk,
    int requestCredit,
    int maxWaitingReplies,
    long maxWaitingReplyBytes,
    Duration tokenDeadline,
    Duration defaultSessionWait,
    int maxTransactions,
    Duration transactionTimeout,
    int largeMessageBytes,
    int pieceBytes,
    Duration idleConnectionTimeout,
    Duration idleLinkTimeout) {

  /** The defaults. */
  public static AmqpSettings defaults() {
    return new AmqpSettings(
        1_000,
        32L << 20,
        256,
        100,
        1_000,
        8L << 20,
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        1_000,
        Duration.ofMinutes(2),
        1 << 20,
        512 << 10,
        Duration.ofMinutes(5),
        Duration.ofMinutes(10));
  }

  /** Returns the same with other times after which what nobody uses is ended. */
  public AmqpSettings withIdleTimeouts(Duration connection, Duration link) {
    return new AmqpSettings(
        sendCredit,
        maxUnsettledBytes,
        receiveChunk,
        requestCredit,
        maxWaitingReplies,
        maxWaitingReplyBytes,
        tokenDeadline,
        defaultSessionWait,
        maxTransactions,
        transactionTimeout,
        largeMessageBytes,
        pieceBytes,
        connection,
        link);
  }
}
