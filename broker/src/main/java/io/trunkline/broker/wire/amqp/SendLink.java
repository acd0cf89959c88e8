package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.service.AccessRight;
import io.trunkline.broker.service.MessageSink;
import io.trunkline.broker.wire.WireError;
import io.trunkline.identity.Caller;
import io.trunkline.net.tracing.Trace;
import io.trunkline.net.tracing.TraceContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferComponent;
import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.transactions.TransactionalState;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.jspecify.annotations.Nullable;

/**
 * A client's sending link: transfers become messages of a queue or topic, and are accepted once
 * they are committed ({@code reference/service-bus.md §4.1}).
 */
final class SendLink extends EntityLink {
  private static final Symbol TRANSFER_DESTINATION =
      Symbol.valueOf("com.microsoft:transfer-destination-address");

  private static final Symbol MAX_BATCH_SIZE =
      Symbol.valueOf("com.microsoft:max-message-batch-size");

  private final BrokerConnection connection;
  private final Receiver link;
  private final MessageSink sink;
  private final SendBatch batch;
  private final Runnable replenish = this::replenish;
  private @Nullable LargeTransfer arriving;

  private SendLink(
      BrokerConnection connection,
      Receiver link,
      NodeAddress.Entity node,
      MessageSink sink,
      AtEnd atEnd) {
    super(connection, link, node, AccessRight.SEND, atEnd);
    this.connection = connection;
    this.link = link;
    this.sink = sink;
    this.batch = new SendBatch(connection, sink, this::settled);
  }

  /** Attaches the link; throws what refuses it. */
  static void attach(BrokerConnection connection, Receiver link, NodeAddress.Entity node) {
    attach(connection, link, node, link.<Target>getRemoteTarget(), AtEnd.NOTHING);
  }

  /**
   * Attaches the link.
   *
   * @param reply the target to answer with
   * @param atEnd what is done when the link is gone
   */
  static void attach(
      BrokerConnection connection,
      Receiver link,
      NodeAddress.Entity node,
      Target reply,
      AtEnd atEnd) {
    Map<Symbol, Object> properties = link.getRemoteProperties();
    Object destination = properties == null ? null : properties.get(TRANSFER_DESTINATION);
    Caller caller = connection.claims().caller(node, node.entity(), AccessRight.SEND);
    MessageSink sink;
    if (destination == null) {
      sink = connection.namespace().sink(caller, node.entity());
    } else {
      NodeAddress.Entity target = new NodeAddress.Entity(EntityPath.parse(destination.toString()));
      Caller sender = connection.claims().caller(target, target.entity(), AccessRight.SEND);
      connection.namespace().require(caller, node.entity(), AccessRight.SEND);
      sink = connection.namespace().sink(sender, target.entity(), node.entity());
    }
    new SendLink(connection, link, node, sink, atEnd).open(reply);
  }

  private void open(Target reply) {
    link.setSource(link.getRemoteSource());
    link.setTarget(reply);
    link.setSenderSettleMode(link.getRemoteSenderSettleMode());
    link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
    link.setMaxMessageSize(UnsignedLong.valueOf(sink.maxMessageBytes()));
    int largest = connection.settings().largeMessageBytes();
    if (sink.maxMessageBytes() > largest) {
      link.setProperties(Map.of(MAX_BATCH_SIZE, UnsignedLong.valueOf(largest)));
    }
    link.deliveryReadHandler(this::read);
    attached();
    link.open();
    link.addCredit(connection.settings().sendCredit());
  }

  private void read(IncomingDelivery delivery) {
    use();
    Object begun = delivery.getLinkedResource();
    if (delivery.isAborted()) {
      if (begun instanceof LargeTransfer large) {
        large.drop();
      }
      delivery.settle();
      replenish();
      return;
    }
    try {
      switch (begun) {
        case null -> start(delivery);
        case LargeTransfer large -> goOn(delivery, large);
        default -> delivery.readAll(); // refused already; the rest goes by
      }
    } catch (RuntimeException e) {
      if (begun instanceof LargeTransfer large) {
        large.drop();
      }
      delivery.setLinkedResource(e);
    }
    if (!delivery.isPartial() && delivery.getLinkedResource() instanceof RuntimeException refusal) {
      reject(delivery, refusal);
    }
  }

  private void start(IncomingDelivery delivery) {
    int largest = connection.settings().largeMessageBytes();
    requireSize(delivery.available());
    if (!delivery.isPartial() && delivery.available() <= largest) {
      byte[] bytes = bytes(delivery);
      List<BrokerMessage> messages = connection.reader().read(bytes, delivery.getMessageFormat());
      if (messages.size() == 1 && delivery.getRemoteState() == null && parent(messages).isEmpty()) {
        batch.add(delivery, messages.getFirst());
      } else {
        send(delivery, messages, bytes.length);
      }
    } else if (delivery.available() > largest) {
      if (delivery.getMessageFormat() != 0) {
        throw tooLarge(largest);
      }
      byte[] first = bytes(delivery);
      LargeTransfer large = LargeTransfer.begin(connection, sink.upload(), first);
      delivery.setLinkedResource(large);
      arriving = large;
      finish(delivery, large);
    }
  }

  private void goOn(IncomingDelivery delivery, LargeTransfer large) {
    requireSize(large.bytes() + delivery.available());
    large.add(bytes(delivery));
    finish(delivery, large);
  }

  private void finish(IncomingDelivery delivery, LargeTransfer large) {
    if (!delivery.isPartial()) {
      arriving = null;
      BrokerMessage message = large.finish();
      send(delivery, List.of(message), message.payload().length);
    }
  }

  private void requireSize(long bytes) {
    if (bytes > sink.maxMessageBytes()) {
      throw tooLarge(sink.maxMessageBytes());
    }
  }

  private static BrokerException tooLarge(long limit) {
    return new BrokerException(
        BrokerError.MESSAGE_SIZE_EXCEEDED,
        "The message is larger than the limit of %d bytes.".formatted(limit));
  }

  private static byte[] bytes(IncomingDelivery delivery) {
    ProtonBuffer buffer = delivery.readAll();
    if (buffer instanceof ProtonBufferComponent whole
        && buffer.getReadOffset() == 0
        && whole.hasReadbleArray()
        && whole.getReadableArray().length == buffer.getReadableBytes()) {
      return whole.getReadableArray(); // the engine's own copy of one frame
    }
    byte[] bytes = new byte[buffer == null ? 0 : buffer.getReadableBytes()];
    if (buffer != null) {
      buffer.readBytes(bytes, 0, bytes.length);
    }
    return bytes;
  }

  private void settled(IncomingDelivery delivery, @Nullable Throwable failure) {
    if (failure == null) {
      settle(delivery, Accepted.getInstance());
    } else {
      reject(delivery, failure);
    }
  }

  private void send(IncomingDelivery delivery, List<BrokerMessage> messages, int bytes) {
    batch.send(); // what came before goes before
    connection.backlog().add(bytes);
    Trace trace = connection.tracing().start("broker", "transfer", parent(messages).orElse(null));
    trace.attribute("messaging.destination.name", sink.path().toString());
    TransactionalState transactional =
        delivery.getRemoteState() instanceof TransactionalState state ? state : null;
    var unused =
        send(messages, transactional)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    trace.failed(WireError.of(failure).condition());
                  }
                  trace.close();
                  connection
                      .connection()
                      .run(
                          () -> {
                            connection.backlog().remove(bytes);
                            if (failure == null) {
                              settle(delivery, accepted(transactional));
                            } else {
                              reject(delivery, failure);
                            }
                          });
                });
  }

  private CompletableFuture<?> send(
      List<BrokerMessage> messages, @Nullable TransactionalState transactional) {
    if (transactional == null) {
      return sink.send(messages);
    }
    try {
      return sink.send(
          messages,
          connection
              .transactions()
              .join(transactional.getTxnId(), link.getSession(), node().entity()));
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Returns the outcome of what was taken in, in its transaction where there is one. */
  static DeliveryState accepted(@Nullable TransactionalState transactional) {
    return transactional == null
        ? Accepted.getInstance()
        : new TransactionalState()
            .setTxnId(transactional.getTxnId())
            .setOutcome(Accepted.getInstance());
  }

  private void settle(IncomingDelivery delivery, DeliveryState outcome) {
    if (!link.isLocallyOpen() || link.isRemotelyClosedOrDetached()) {
      return;
    }
    delivery.disposition(outcome, true);
    replenish();
  }

  private void replenish() {
    if (!link.isLocallyOpen() || link.isRemotelyClosedOrDetached()) {
      return;
    }
    int full = connection.settings().sendCredit();
    int credit = link.getCredit();
    if (credit > full / 2) {
      return;
    }
    if (connection.backlog().full()) {
      // what fills it may be other links', whose settlements do not come by here
      connection.backlog().whenRoom(replenish);
    } else {
      link.addCredit(full - credit);
    }
  }

  /** Returns the trace that the sender wants the message to belong to. */
  private static Optional<TraceContext> parent(List<BrokerMessage> messages) {
    if (messages.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Object> properties = messages.getFirst().applicationProperties();
    Object parent = properties.getOrDefault("traceparent", properties.get("Diagnostic-Id"));
    return parent instanceof String text ? TraceContext.parse(text) : Optional.empty();
  }

  private void reject(IncomingDelivery delivery, Throwable failure) {
    if (delivery.getLinkedResource() instanceof LargeTransfer large) {
      large.drop();
    }
    if (delivery.getRemoteState() instanceof TransactionalState transactional) {
      connection.transactions().failed(transactional.getTxnId(), failure);
    }
    settle(delivery, new Rejected(WireError.of(failure).toCondition()));
  }

  @Override
  void letGo() {
    connection.backlog().forget(replenish);
    batch.send();
    if (arriving != null) {
      arriving.drop();
      arriving = null;
    }
  }
}
