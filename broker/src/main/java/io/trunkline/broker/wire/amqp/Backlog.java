package io.trunkline.broker.wire.amqp;

import io.trunkline.net.amqp.AmqpConnection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The bytes of a connection that wait for their commit. Bounded: first no new credit is given, then
 * nothing more is read.
 */
final class Backlog {
  private final AmqpConnection connection;
  private final long limit;
  private final Set<Runnable> waiting = new LinkedHashSet<>();
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
      List<Runnable> links = List.copyOf(waiting);
      waiting.clear();
      links.forEach(Runnable::run);
    }
  }

  /** Runs {@code giveCredit} once there is room again; one that waits already waits once. */
  void whenRoom(Runnable giveCredit) {
    waiting.add(giveCredit);
  }

  /** Forgets a link that is gone. */
  void forget(Runnable giveCredit) {
    waiting.remove(giveCredit);
  }

  boolean full() {
    return bytes > limit;
  }
}
