package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.service.AccessRight;
import io.trunkline.broker.wire.WireError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.qpid.protonj2.engine.Link;

/**
 * A link to a queue, topic or subscription, which lives as long as a token covers it. However it
 * ends, it lets go once of what it holds. All of it happens on the connection's event loop.
 */
abstract class EntityLink {
  private final BrokerConnection connection;
  private final Link<?> link;
  private final NodeAddress.Entity node;
  private final AccessRight right;
  private final AtEnd atEnd;
  private CompletionStage<Void> gone = CompletableFuture.completedFuture(null);
  private boolean closed;
  private long usedAt;

  /** What is done for others when a link is gone; its peer learns of the end afterwards. */
  @FunctionalInterface
  interface AtEnd {
    AtEnd NOTHING = () -> CompletableFuture.completedFuture(null);

    CompletionStage<Void> run();
  }

  /**
   * @param right what the link's claims have to cover at {@code node}
   */
  EntityLink(
      BrokerConnection connection,
      Link<?> link,
      NodeAddress.Entity node,
      AccessRight right,
      AtEnd atEnd) {
    this.connection = connection;
    this.link = link;
    this.node = node;
    this.right = right;
    this.atEnd = atEnd;
  }

  /** Lets go of what the link holds; called once. */
  abstract void letGo();

  /**
   * The link waits for what it needs to be opened; it ends with its peer, session and connection.
   */
  final void attaching() {
    link.closeHandler(ended -> remotelyClosed());
    link.detachHandler(ended -> remotelyClosed());
    link.parentEndpointClosedHandler(ended -> closed());
    connection.attaching(this);
  }

  /** The link is about to be opened: from now on it is watched, too. */
  final void attached() {
    attaching();
    use();
    connection.attached(this);
  }

  private void remotelyClosed() {
    closed();
    var unused = gone.whenComplete((done, failure) -> connection.connection().run(link::close));
  }

  final NodeAddress.Entity node() {
    return node;
  }

  final boolean isClosed() {
    return closed;
  }

  final String name() {
    return link.getName();
  }

  /** Returns when something last happened on the link, milliseconds since the epoch. */
  long usedAt() {
    return usedAt;
  }

  /** Something happens on the link, or for it elsewhere. */
  final void use() {
    usedAt = connection.now();
  }

  /** Returns whether the claims still cover what the link does. */
  final boolean authorized(Claims claims) {
    return claims.covers(node, node.entity(), right);
  }

  /** Detaches the link with an error and lets go of what it holds. */
  final void end(WireError error) {
    if (!closed) {
      closed();
      BrokerConnection.end(link, error);
    }
  }

  /** Refuses the link, which is not open yet, with an error. */
  final void refuse(WireError error) {
    if (!closed) {
      closed();
      BrokerConnection.refuse(link, error);
    }
  }

  /** The link or its connection is gone: lets go of what it holds. */
  final void closed() {
    if (!closed) {
      closed = true;
      connection.remove(this);
      letGo();
      gone = atEnd.run();
    }
  }
}
