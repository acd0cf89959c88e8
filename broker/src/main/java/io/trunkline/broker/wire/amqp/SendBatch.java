package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.service.MessageSink;
import io.trunkline.broker.state.SendOutcome;
import io.trunkline.broker.wire.WireError;
import io.trunkline.net.amqp.AmqpConnection;
import io.trunkline.net.tracing.Trace;
import java.util.ArrayList;
import java.util.List;
import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one sending link that have come in one go: they share a command and with it the way
 * through the log, and each is accepted or refused on its own. Used on the connection's event loop.
 */
final class SendBatch {
  private static final int MAX_MESSAGES = 512;
  private static final int MAX_BYTES = 512 << 10;

  /** Tells the client what became of its transfers. */
  interface Outcomes {
    /** One message is committed, or refused with {@code failure}. */
    void settled(IncomingDelivery delivery, @Nullable Throwable failure);
  }

  private final BrokerConnection connection;
  private final MessageSink sink;
  private final Outcomes outcomes;
  private List<IncomingDelivery> deliveries = new ArrayList<>();
  private List<BrokerMessage> messages = new ArrayList<>();
  private int bytes;

  SendBatch(BrokerConnection connection, MessageSink sink, Outcomes outcomes) {
    this.connection = connection;
    this.sink = sink;
    this.outcomes = outcomes;
  }

  /** Adds a message; it is sent when all that is at hand has been read. */
  void add(IncomingDelivery delivery, BrokerMessage message) {
    if (messages.size() == MAX_MESSAGES || bytes + message.size() > MAX_BYTES) {
      send();
    }
    deliveries.add(delivery);
    messages.add(message);
    bytes += message.size();
    if (messages.size() == 1) {
      connection.connection().whenAtRest(this::send);
    }
  }

  /** Sends what is there. */
  void send() {
    if (messages.isEmpty()) {
      return;
    }
    List<IncomingDelivery> sent = deliveries;
    int size = bytes;
    Trace trace =
        connection
            .tracing()
            .start("broker", "transfer", null)
            .attribute("messaging.destination.name", sink.path().toString())
            .attribute("messaging.batch.message_count", Integer.toString(sent.size()));
    connection.backlog().add(size);
    AmqpConnection loop = connection.connection();
    var unused =
        sink.sendEach(messages)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    trace.failed(WireError.of(failure).condition());
                  }
                  trace.close();
                  loop.run(() -> committed(sent, size, done, failure));
                });
    deliveries = new ArrayList<>(sent.size());
    messages = new ArrayList<>(sent.size());
    bytes = 0;
  }

  private void committed(
      List<IncomingDelivery> sent,
      int size,
      @Nullable List<SendOutcome> done,
      @Nullable Throwable failure) {
    connection.backlog().remove(size);
    for (int i = 0; i < sent.size(); i++) {
      outcomes.settled(sent.get(i), done == null ? failure : done.get(i).refusal());
    }
  }
}
