package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.service.MessageSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.apache.qpid.protonj2.engine.OutgoingDelivery;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one receiving link that the client has accepted in one go: they share a command and
 * with it the way through the log. Used on the connection's event loop.
 */
final class Completions {
  private static final int MAX_MESSAGES = 1_024;

  private final BrokerConnection connection;
  private final MessageSource source;
  private final BiConsumer<OutgoingDelivery, @Nullable Throwable> settled;
  private List<OutgoingDelivery> transfers = new ArrayList<>();
  private List<UUID> tokens = new ArrayList<>();

  /**
   * @param settled gets every message once it is removed, or why it is not
   */
  Completions(
      BrokerConnection connection,
      MessageSource source,
      BiConsumer<OutgoingDelivery, @Nullable Throwable> settled) {
    this.connection = connection;
    this.source = source;
    this.settled = settled;
  }

  /** Adds a message; it is completed when all that is at hand has been read. */
  void add(OutgoingDelivery transfer, UUID token) {
    transfers.add(transfer);
    tokens.add(token);
    if (tokens.size() == 1) {
      connection.connection().whenAtRest(this::send);
    } else if (tokens.size() == MAX_MESSAGES) {
      send();
    }
  }

  /** Completes what is there. */
  void send() {
    if (tokens.isEmpty()) {
      return;
    }
    List<OutgoingDelivery> sent = transfers;
    var unused =
        source
            .complete(List.copyOf(tokens))
            .whenComplete(
                (refused, failure) ->
                    connection
                        .connection()
                        .run(
                            () ->
                                sent.forEach(
                                    transfer ->
                                        settled.accept(
                                            transfer,
                                            failure == null
                                                ? refused.get(transfer.<UUID>getLinkedResource())
                                                : failure))));
    transfers = new ArrayList<>(sent.size());
    tokens = new ArrayList<>(sent.size());
  }
}
