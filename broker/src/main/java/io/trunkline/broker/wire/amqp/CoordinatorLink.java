package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.wire.WireError;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.types.Binary;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.AmqpValue;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.transactions.Coordinator;
import org.apache.qpid.protonj2.types.transactions.Declare;
import org.apache.qpid.protonj2.types.transactions.Declared;
import org.apache.qpid.protonj2.types.transactions.Discharge;
import org.apache.qpid.protonj2.types.transport.DeliveryState;

/**
 * The link on which a client declares and discharges transactions ({@code reference/service-bus.md
 * §9.1}).
 */
final class CoordinatorLink {
  private static final int MAX_REQUEST_BYTES = 4 << 10;

  private final BrokerConnection connection;
  private final Receiver link;

  private CoordinatorLink(BrokerConnection connection, Receiver link) {
    this.connection = connection;
    this.link = link;
  }

  /** Attaches the link. It needs no right of its own: the operations of a transaction do. */
  static void attach(BrokerConnection connection, Receiver link) {
    new CoordinatorLink(connection, link).open();
  }

  private void open() {
    Coordinator coordinator = new Coordinator();
    coordinator.setCapabilities(Symbol.valueOf("amqp:local-transactions"));
    link.setSource(link.getRemoteSource());
    link.setTarget(coordinator);
    link.setSenderSettleMode(link.getRemoteSenderSettleMode());
    link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
    link.setMaxMessageSize(UnsignedLong.valueOf(MAX_REQUEST_BYTES));
    link.deliveryReadHandler(this::read);
    link.closeHandler(this::remotelyClosed);
    link.detachHandler(this::remotelyClosed);
    link.parentEndpointClosedHandler(gone -> connection.transactions().abandon(this));
    link.open();
    link.addCredit(connection.settings().requestCredit());
  }

  private void remotelyClosed(Receiver gone) {
    connection.transactions().abandon(this);
    gone.close();
  }

  private void read(IncomingDelivery delivery) {
    if (delivery.available() > MAX_REQUEST_BYTES) {
      connection.transactions().abandon(this);
      BrokerConnection.end(
          link,
          new WireError(
              "amqp:link:message-size-exceeded", 403, "The request is larger than 4 KiB."));
      return;
    }
    if (delivery.isAborted()) {
      delivery.settle();
    } else if (!delivery.isPartial()) {
      try {
        answer(delivery, body(delivery.readAll()));
      } catch (RuntimeException e) {
        settle(delivery, rejected(e));
      }
    }
    if (link.getCredit() <= connection.settings().requestCredit() / 2) {
      link.addCredit(connection.settings().requestCredit() - link.getCredit());
    }
  }

  private static Object body(ProtonBuffer message) {
    Decoder decoder = CodecFactory.getDecoder();
    while (message != null && message.isReadable()) {
      if (decoder.readObject(message, decoder.newDecoderState()) instanceof AmqpValue<?> value
          && value.getValue() != null) {
        return value.getValue();
      }
    }
    throw notSpoken();
  }

  private static BrokerException notSpoken() {
    return new BrokerException(
        BrokerError.ARGUMENT_ERROR, "A coordinator takes declare and discharge.");
  }

  private void answer(IncomingDelivery delivery, Object request) {
    switch (request) {
      case Declare declare -> {
        if (declare.getGlobalId() != null) {
          throw new BrokerException(
              BrokerError.NOT_IMPLEMENTED, "Distributed transactions are not supported.");
        }
        Binary id = newId();
        connection.transactions().declare(id, this, link.getSession());
        settle(delivery, new Declared().setTxnId(id));
      }
      case Discharge discharge -> {
        var unused =
            connection
                .transactions()
                .discharge(discharge.getTxnId(), discharge.getFail())
                .whenComplete(
                    (done, failure) ->
                        connection
                            .connection()
                            .run(
                                () ->
                                    settle(
                                        delivery,
                                        failure == null
                                            ? Accepted.getInstance()
                                            : rejected(failure))));
      }
      default -> throw notSpoken();
    }
  }

  private Binary newId() {
    UUID id = connection.newId();
    return new Binary(
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array());
  }

  private void settle(IncomingDelivery delivery, DeliveryState outcome) {
    if (link.isLocallyOpen() && !link.isRemotelyClosedOrDetached()) {
      delivery.disposition(outcome, true);
    }
  }

  private static Rejected rejected(Throwable failure) {
    return new Rejected(WireError.of(failure).toCondition());
  }
}
