package io.trunkline.net.amqp;

import java.time.Duration;

/**
 * The limits of the AMQP doors.
 *
 * @param maxFrameBytes the largest frame that a peer may send, in bytes; at least 512
 * @param channelMax the highest channel number, so sessions of a connection less one
 * @param handleMax the highest link handle of a session
 * @param idleTimeout how long a peer may be silent; at least 5 seconds, which one SDK insists on
 *     ({@code reference/service-bus.md §2.2})
 * @param handshakeTimeout how long a peer may take from connecting to its {@code open}
 * @param closeTimeout how long a closed connection waits for the peer's {@code close}
 * @param maxConnections one more is refused with {@code amqp:resource-limit-exceeded}
 * @param maxUnsentBytes output that may wait for a slow peer before its links stop sending
 */
public record AmqpLimits(
    int maxFrameBytes,
    int channelMax,
    int handleMax,
    Duration idleTimeout,
    Duration handshakeTimeout,
    Duration closeTimeout,
    int maxConnections,
    int maxUnsentBytes) {

  /** The defaults: 256 KiB frames, 5,000 connections, two minutes of silence. */
  public static AmqpLimits defaults() {
    return new AmqpLimits(
        256 << 10,
        4_095,
        1_023,
        Duration.ofMinutes(2),
        Duration.ofSeconds(20),
        Duration.ofSeconds(5),
        5_000,
        1 << 20);
  }
}
