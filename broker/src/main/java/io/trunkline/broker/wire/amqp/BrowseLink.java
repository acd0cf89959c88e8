package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.service.AccessRight;
import io.trunkline.broker.service.MessageSource;
import io.trunkline.broker.wire.WireError;
import io.trunkline.identity.Caller;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.qpid.protonj2.engine.OutgoingDelivery;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.jspecify.annotations.Nullable;

/**
 * A link that looks at the messages of a queue in order (distribution mode copy): each once,
 * without a lock and without a counted delivery.
 */
final class BrowseLink extends EntityLink {
  private static final int CHUNK = 100;

  private final BrokerConnection connection;
  private final Sender link;
  private final MessageSource source;
  private final @Nullable String selector;
  private final MessageWriter writer = new MessageWriter();
  private final Deque<StoredMessage> waiting = new ArrayDeque<>();
  private final Runnable resume = this::advance;
  private @Nullable OutgoingMessage outgoing;
  private long next;
  private long tags;
  private boolean looking;

  private BrowseLink(
      BrokerConnection connection,
      Sender link,
      NodeAddress.Entity node,
      MessageSource source,
      @Nullable String selector) {
    super(connection, link, node, AccessRight.LISTEN, AtEnd.NOTHING);
    this.connection = connection;
    this.link = link;
    this.source = source;
    this.selector = selector;
  }

  /** Attaches the link; throws what refuses it. */
  static void attach(BrokerConnection connection, Sender link, NodeAddress.Entity node) {
    Caller caller = connection.claims().caller(node, node.entity(), AccessRight.LISTEN);
    MessageSource source = connection.namespace().source(caller, node.entity());
    String selector = SessionFilter.selector(link.getRemoteSource());
    new BrowseLink(connection, link, node, source, selector).open();
  }

  private void open() {
    link.setSource(SessionFilter.applied(link.getRemoteSource()));
    link.setTarget(link.<Target>getRemoteTarget());
    link.setSenderSettleMode(link.getRemoteSenderSettleMode());
    link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
    link.creditStateUpdateHandler(changed -> look());
    link.deliveryStateUpdatedHandler(OutgoingDelivery::settle);
    attached();
    connection.connection().onWritable(resume);
    link.open();
  }

  /** Reads on where there is credit, then sends. */
  private void look() {
    use();
    if (isClosed() || looking || !waiting.isEmpty() || link.getCredit() == 0) {
      advance();
      return;
    }
    looking = true;
    var unused =
        source
            .browse(next, Math.min(CHUNK, link.getCredit()), selector)
            .whenComplete(
                (found, failure) -> connection.connection().run(() -> found(found, failure)));
  }

  private void found(@Nullable List<StoredMessage> found, @Nullable Throwable failure) {
    looking = false;
    if (failure != null || found == null) {
      end(WireError.of(failure == null ? new IllegalStateException("nothing") : failure));
    } else if (found.isEmpty()) {
      if (!isClosed() && link.isDraining()) {
        link.drained();
      }
    } else {
      next = found.getLast().sequenceNumber() + 1;
      waiting.addAll(found);
      advance();
    }
  }

  private void advance() {
    while (!isClosed() && link.isSendable() && connection.connection().writable() && send()) {
      // one message, or more of one
    }
    boolean idle = waiting.isEmpty() && outgoing == null && !looking;
    if (!isClosed() && idle && link.isDraining()) {
      look();
    }
  }

  private boolean send() {
    if (outgoing == null) {
      StoredMessage message = waiting.poll();
      if (message == null) {
        return false;
      }
      OutgoingDelivery transfer = link.next();
      transfer.setTag(ByteBuffer.allocate(2 * Long.BYTES).putLong(8, tags++).array());
      transfer.setMessageFormat(0);
      transfer.settle();
      outgoing =
          new OutgoingMessage(
              connection,
              link,
              OutgoingMessage.parts(writer.write(message), message, source),
              resume);
    }
    boolean over = outgoing.write();
    if (over) {
      outgoing = null;
    }
    return over;
  }

  @Override
  void letGo() {
    connection.connection().offWritable(resume);
  }
}
