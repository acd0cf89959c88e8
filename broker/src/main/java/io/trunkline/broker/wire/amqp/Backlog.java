package io.trunkline.broker.wire.amqp;

import io.trunkline.net.amqp.AmqpConnection;

/**
 * The bytes of a connection that wait for their commit. Bounded: first no new credit is given, then
 * nothing more is read.
 */
final class Backlog {
  private final AmqpConnection connection;
  private final long limit;
  private long bytes;

  Backlog(AmqpConnection connection, long limit) {
    this.connection = connection;
    this.limit = limit;
  }

  void add(long more) {
    bytes += more;
    if (bytes > 2 * limit) {
      connection.holdInput(true);
    }
  }

  void remove(long done) {
    bytes -= done;
    if (bytes <= limit) {
      connection.holdInput(false);
    }
  }

  boolean full() {
    return bytes > limit;
  }
}
