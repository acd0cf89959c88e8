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
final class SendLink implements EntityLink {
  private static final Symbol TRANSFER_DESTINATION =
      Symbol.valueOf("com.microsoft:transfer-destination-address");

  private final BrokerConnection connection;
  private final Receiver link;
  private final NodeAddress.Entity node;
  private final MessageSink sink;
  private long unsettledBytes;

  private SendLink(
      BrokerConnection connection, Receiver link, NodeAddress.Entity node, MessageSink sink) {
    this.connection = connection;
    this.link = link;
    this.node = node;
    this.sink = sink;
  }

  /** Attaches the link; throws what refuses it. */
  static void attach(BrokerConnection connection, Receiver link, NodeAddress.Entity node) {
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
    new SendLink(connection, link, node, sink).open();
  }

  private void open() {
    link.setSource(link.getRemoteSource());
    link.setTarget(link.<Target>getRemoteTarget());
    link.setSenderSettleMode(link.getRemoteSenderSettleMode());
    link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
    link.setMaxMessageSize(UnsignedLong.valueOf(sink.maxMessageBytes()));
    link.deliveryReadHandler(this::read);
    link.closeHandler(this::remotelyClosed);
    link.detachHandler(this::remotelyClosed);
    link.parentEndpointClosedHandler(closed -> closed());
    link.open();
    link.addCredit(connection.settings().sendCredit());
    connection.add(this);
  }

  private void remotelyClosed(Receiver closed) {
    closed();
    closed.close();
  }

  private void read(IncomingDelivery delivery) {
    if (delivery.isAborted()) {
      delivery.settle();
      replenish();
      return;
    }
    boolean tooLarge = delivery.getLinkedResource() != null;
    if (tooLarge || delivery.available() > sink.maxMessageBytes()) {
      delivery.readAll();
      delivery.setLinkedResource(true);
      if (!delivery.isPartial()) {
        reject(
            delivery,
            new BrokerException(
                BrokerError.MESSAGE_SIZE_EXCEEDED,
                "The message is larger than the limit of %d bytes."
                    .formatted(sink.maxMessageBytes())));
      }
      return;
    }
    if (!delivery.isPartial()) {
      ProtonBuffer buffer = delivery.readAll();
      byte[] bytes = new byte[buffer == null ? 0 : buffer.getReadableBytes()];
      if (buffer != null) {
        buffer.readBytes(bytes, 0, bytes.length);
      }
      send(delivery, bytes);
    }
  }

  private void send(IncomingDelivery delivery, byte[] bytes) {
    List<BrokerMessage> messages;
    try {
      messages = connection.reader().read(bytes, delivery.getMessageFormat());
    } catch (RuntimeException e) {
      reject(delivery, e);
      return;
    }
    unsettledBytes += bytes.length;
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
                            unsettledBytes -= bytes.length;
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
              .join(transactional.getTxnId(), link.getSession(), node.entity()));
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
    int full = connection.settings().sendCredit();
    int credit = link.getCredit();
    if (credit <= full / 2 && unsettledBytes <= connection.settings().maxUnsettledBytes()) {
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
    if (delivery.getRemoteState() instanceof TransactionalState transactional) {
      connection.transactions().failed(transactional.getTxnId(), failure);
    }
    settle(delivery, new Rejected(WireError.of(failure).toCondition()));
  }

  @Override
  public String name() {
    return link.getName();
  }

  @Override
  public boolean authorized(Claims claims) {
    return claims.covers(node, node.entity(), AccessRight.SEND);
  }

  @Override
  public void end(WireError error) {
    closed();
    BrokerConnection.end(link, error);
  }

  @Override
  public void closed() {
    connection.remove(this);
  }
}
