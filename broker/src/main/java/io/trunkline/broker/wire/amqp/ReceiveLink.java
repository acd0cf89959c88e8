package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerException;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.DeliveryListener;
import io.trunkline.broker.ReceiveMode;
import io.trunkline.broker.Settlement;
import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.service.AccessRight;
import io.trunkline.broker.service.MessageReceiver;
import io.trunkline.broker.service.MessageSource;
import io.trunkline.broker.service.SessionReceiver;
import io.trunkline.broker.wire.WireError;
import io.trunkline.identity.Caller;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.engine.OutgoingDelivery;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.Outcome;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.transactions.TransactionalState;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.apache.qpid.protonj2.types.transport.SenderSettleMode;
import org.jspecify.annotations.Nullable;

/**
 * A client's receiving link ({@code reference/service-bus.md §4.2 to §4.6, §7.2}): its credit
 * becomes the broker's permission to deliver, its dispositions become settlements.
 */
final class ReceiveLink extends EntityLink implements DeliveryListener {
  private static final Symbol TIMEOUT = Symbol.valueOf("com.microsoft:timeout");
  private static final Symbol LOCKED_UNTIL = Symbol.valueOf("com.microsoft:locked-until-utc");

  /** .NET ticks (100 ns since the year 1) of the Unix epoch. */
  private static final long EPOCH_TICKS = 621_355_968_000_000_000L;

  private final BrokerConnection connection;
  private final Sender link;
  private final MessageSource source;
  private final ReceiveMode mode;
  private final Completions completions;
  private final MessageWriter writer = new MessageWriter();
  private final Deque<Delivery> waiting = new ArrayDeque<>();
  private final Runnable resume = this::advance;
  private @Nullable CompletableFuture<? extends MessageReceiver> opening;
  private @Nullable MessageReceiver receiver;
  private @Nullable ProtonBuffer unfinished;
  private @Nullable OutgoingMessage large;
  private @Nullable Delivery largeDelivery;
  private long sent;
  private long allowed;
  private boolean draining;

  private ReceiveLink(
      BrokerConnection connection,
      Sender link,
      NodeAddress.Entity node,
      MessageSource source,
      ReceiveMode mode,
      AtEnd atEnd) {
    super(connection, link, node, AccessRight.LISTEN, atEnd);
    this.connection = connection;
    this.link = link;
    this.source = source;
    this.mode = mode;
    this.completions = new Completions(connection, source, this::settled);
  }

  /** Attaches the link; throws what refuses it, or refuses it later. */
  static void attach(BrokerConnection connection, Sender link, NodeAddress.Entity node) {
    Source asked = link.getRemoteSource();
    attach(
        connection,
        link,
        node,
        new Terms(SessionFilter.applied(asked), SessionFilter.selector(asked), AtEnd.NOTHING));
  }

  /**
   * What a link without a session is attached on.
   *
   * @param reply the source to answer with
   * @param selector which messages it gets, or null for all
   * @param atEnd what is done when the link is gone
   */
  record Terms(Source reply, @Nullable String selector, AtEnd atEnd) {}

  static void attach(
      BrokerConnection connection, Sender link, NodeAddress.Entity node, Terms terms) {
    Optional<SessionFilter> filter = SessionFilter.of(link.getRemoteSource());
    Caller caller = connection.claims().caller(node, node.entity(), AccessRight.LISTEN);
    MessageSource source = connection.namespace().source(caller, node.entity());
    ReceiveMode mode =
        link.getRemoteSenderSettleMode() == SenderSettleMode.SETTLED
            ? ReceiveMode.RECEIVE_AND_DELETE
            : ReceiveMode.PEEK_LOCK;
    ReceiveLink attaching = new ReceiveLink(connection, link, node, source, mode, terms.atEnd());
    if (filter.isPresent()) {
      attaching.attachSession(filter.get());
    } else {
      CompletableFuture<MessageReceiver> opening =
          source.receiver(mode, attaching, terms.selector());
      attaching.awaiting(opening, opened -> terms.reply(), opened -> Map.of());
    }
  }

  private void attachSession(SessionFilter filter) {
    Map<Symbol, Object> properties = link.getRemoteProperties();
    Duration wait = connection.settings().defaultSessionWait();
    if (properties != null && properties.get(TIMEOUT) instanceof Number millis) {
      wait = Duration.ofMillis(millis.longValue());
    }
    CompletableFuture<SessionReceiver> opening =
        source.session(filter.sessionId(), wait, mode, this);
    awaiting(
        opening,
        opened -> filter.granted(link.getRemoteSource(), opened.sessionId()),
        opened -> Map.of(LOCKED_UNTIL, opened.lockedUntil() * 10_000 + EPOCH_TICKS));
  }

  /** Something that depends on the receiver that was opened. */
  @FunctionalInterface
  private interface Of<R, T> {
    T receiver(R opened);
  }

  private <R extends MessageReceiver> void awaiting(
      CompletableFuture<R> opening, Of<R, Source> reply, Of<R, Map<Symbol, Object>> properties) {
    this.opening = opening;
    attaching();
    var unused =
        opening.whenComplete(
            (opened, failure) ->
                connection
                    .connection()
                    .run(
                        () -> {
                          if (failure != null) {
                            refuse(WireError.of(failure));
                          } else if (!isClosed()) {
                            open(opened, reply.receiver(opened), properties.receiver(opened));
                          }
                        }));
  }

  private void open(MessageReceiver opened, Source reply, Map<Symbol, Object> properties) {
    receiver = opened;
    link.setSource(reply);
    link.setTarget(link.<Target>getRemoteTarget());
    link.setSenderSettleMode(link.getRemoteSenderSettleMode());
    link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
    link.setProperties(properties);
    link.creditStateUpdateHandler(
        changed -> {
          use();
          advance();
        });
    link.deliveryStateUpdatedHandler(this::updated);
    attached();
    connection.connection().onWritable(resume);
    link.open();
    advance();
  }

  private void release(Delivery delivery) {
    var unused = source.settle(delivery.lockToken(), new Settlement.Release());
  }

  @Override
  public void delivered(Delivery delivery) {
    delivered(List.of(delivery));
  }

  @Override
  public void delivered(List<Delivery> deliveries) {
    connection
        .connection()
        .run(
            () -> {
              waiting.addAll(deliveries);
              advance();
            });
  }

  @Override
  public void ended(BrokerException reason) {
    connection.connection().run(() -> end(WireError.of(reason)));
  }

  /** Sends what can be sent, then asks the broker for what the credit still allows. */
  private void advance() {
    if (isClosed() || receiver == null) {
      return;
    }
    while (link.isSendable() && connection.connection().writable() && transferNext()) {
      // Each turn sends one message, or one more piece of one.
    }
    if (link.isDraining() && !draining) {
      draining = true;
      allowed = 0;
      receiver.allow(sent + waiting.size() + Math.max(0, link.getCredit() - waiting.size()));
      var unused =
          receiver
              .drain()
              .whenComplete((limit, failure) -> connection.connection().run(this::drained));
    } else if (!draining && connection.connection().writable()) {
      allow(receiver, sent + Math.min(link.getCredit(), connection.settings().receiveChunk()));
    }
  }

  /** Tells the broker of more credit only when it has used half of what it knows of. */
  private void allow(MessageReceiver opened, long limit) {
    long unused = allowed - sent - waiting.size();
    if (limit < allowed
        || (limit > allowed && unused <= connection.settings().receiveChunk() / 2)) {
      allowed = limit;
      opened.allow(limit);
    }
  }

  private void drained() {
    if (!isClosed() && waiting.isEmpty() && unfinished == null && large == null) {
      draining = false;
      link.drained();
    } else if (!isClosed()) {
      // The window or the peer is slow: what was delivered goes out first.
      connection.connection().runAfter(1, this::drained);
    }
  }

  private boolean transferNext() {
    if (large != null) {
      return goOn(large);
    }
    if (unfinished == null) {
      Delivery delivery = waiting.poll();
      if (delivery == null) {
        return false;
      }
      boolean locks = mode == ReceiveMode.PEEK_LOCK;
      OutgoingDelivery transfer = link.next();
      transfer.setTag(LockTokens.tag(delivery.lockToken()));
      transfer.setMessageFormat(0);
      transfer.setLinkedResource(delivery.lockToken());
      if (!locks) {
        transfer.settle();
      }
      StoredMessage message = delivery.message();
      ProtonBuffer encoded = writer.write(message, locks ? delivery.lockedUntil() : 0, null);
      if (message.message().body() != null) {
        large =
            new OutgoingMessage(
                connection, link, OutgoingMessage.parts(encoded, message, source), resume);
        largeDelivery = delivery;
        return goOn(large);
      }
      unfinished = encoded;
    }
    link.current().streamBytes(unfinished, true);
    if (!unfinished.isReadable()) {
      unfinished = null;
      sent++;
    }
    return true;
  }

  /** Goes on with a large message; returns whether another one may follow. */
  private boolean goOn(OutgoingMessage message) {
    if (!message.write()) {
      return false;
    }
    if (mode == ReceiveMode.RECEIVE_AND_DELETE && largeDelivery != null) {
      var unused = source.settle(largeDelivery.lockToken(), new Settlement.Complete());
    }
    large = null;
    largeDelivery = null;
    sent++;
    return true;
  }

  private void updated(OutgoingDelivery transfer) {
    use();
    UUID token = transfer.getLinkedResource();
    if (transfer.isSettled() || token == null) {
      return;
    }
    if (transfer.getRemoteState() instanceof Accepted) {
      completions.add(transfer, token);
      return;
    }
    completions.send(); // what was said before is done before
    CompletableFuture<Void> settling;
    try {
      settling = settle(token, transfer);
    } catch (BrokerException e) {
      settling = CompletableFuture.failedFuture(e);
    }
    var unused =
        settling.whenComplete(
            (done, failure) -> connection.connection().run(() -> settled(transfer, failure)));
  }

  private CompletableFuture<Void> settle(UUID token, OutgoingDelivery transfer) {
    if (transfer.getRemoteState() instanceof TransactionalState transactional) {
      return source.settle(
          token,
          Settlements.of(transactional.getOutcome(), connection.jms()),
          connection
              .transactions()
              .join(transactional.getTxnId(), link.getSession(), node().entity()),
          transfer.isRemotelySettled());
    }
    return source.settle(token, Settlements.of(transfer.getRemoteState(), connection.jms()));
  }

  /** The second phase of peek-lock: the outcome of the same type, or why it did not happen. */
  private void settled(OutgoingDelivery transfer, @Nullable Throwable failure) {
    if (isClosed()) {
      return;
    }
    if (failure == null) {
      // The error with which a client asks for dead-lettering is not repeated: the JavaScript SDK
      // takes any error in the answer for a failure.
      DeliveryState outcome = transfer.getRemoteState();
      transfer.disposition(withoutError(outcome), true);
    } else {
      if (transfer.getRemoteState() instanceof TransactionalState transactional) {
        connection.transactions().failed(transactional.getTxnId(), failure);
      }
      refused(transfer, WireError.of(failure));
    }
  }

  private void refused(OutgoingDelivery transfer, WireError error) {
    if (transfer.getRemoteState() instanceof Rejected && error.status() >= 500) {
      // The Java SDK takes any rejected for the dead-lettering that it asked for. Where that may
      // not have happened the link is detached, which every client takes for a failure.
      end(error);
    } else {
      transfer.disposition(new Rejected(error.toCondition()), true);
    }
  }

  private static DeliveryState withoutError(DeliveryState outcome) {
    return switch (outcome) {
      case Rejected rejected -> new Rejected();
      case TransactionalState transactional when transactional.getOutcome() instanceof Rejected ->
          new TransactionalState().setTxnId(transactional.getTxnId()).setOutcome(new Rejected());
      default -> outcome;
    };
  }

  /** A link that waits for messages is in use. */
  @Override
  long usedAt() {
    return link.getCredit() > 0 ? connection.now() : super.usedAt();
  }

  @Override
  void letGo() {
    if (receiver == null) {
      if (opening != null && !opening.cancel(false)) {
        var unused = opening.thenAccept(MessageReceiver::close);
      }
      return;
    }
    completions.send();
    connection.connection().offWritable(resume);
    // Never sent: back at once. Sent: the lock lives on, so that $management can still settle,
    // unless the client said what is to happen at the end.
    waiting.stream().filter(Delivery::isLocked).forEach(this::release);
    if (mode == ReceiveMode.RECEIVE_AND_DELETE && largeDelivery != null) {
      release(largeDelivery);
    }
    if (mode == ReceiveMode.PEEK_LOCK) {
      Outcome wanted = link.getRemoteSource().getDefaultOutcome();
      if (wanted != null) {
        link.unsettled()
            .forEach(
                transfer -> {
                  var unused =
                      source.settle(
                          transfer.getLinkedResource(), Settlements.of(wanted, connection.jms()));
                });
      }
    }
    waiting.clear();
    receiver.close();
  }
}
