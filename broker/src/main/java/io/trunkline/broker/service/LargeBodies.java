package io.trunkline.broker.service;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.Delivery;
import io.trunkline.broker.LargeBody;
import io.trunkline.broker.StoredMessage;
import io.trunkline.broker.state.BrokerMachine;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads large bodies, piece by piece. */
final class LargeBodies {
  private final LeaderThread leader;
  private final BrokerMachine machine;

  LargeBodies(LeaderThread leader, BrokerMachine machine) {
    this.leader = leader;
    this.machine = machine;
  }

  CompletableFuture<Optional<byte[]>> piece(LargeBody body, int index) {
    return leader.query(
        () -> Optional.ofNullable(machine.piece(body, index, leader.shard().store())));
  }

  private CompletableFuture<StoredMessage> whole(StoredMessage stored) {
    BrokerMessage message = stored.message();
    LargeBody body = message.body();
    if (body == null) {
      return CompletableFuture.completedFuture(stored);
    }
    ByteArrayOutputStream payload = new ByteArrayOutputStream(message.size());
    payload.writeBytes(message.payload());
    return append(body, 0, payload)
        .thenApply(done -> stored.with(message.with(payload.toByteArray(), null)));
  }

  private CompletableFuture<Void> append(LargeBody body, int index, ByteArrayOutputStream to) {
    if (index == body.pieces()) {
      return CompletableFuture.completedFuture(null);
    }
    return piece(body, index)
        .thenCompose(
            piece -> {
              piece.ifPresent(to::writeBytes);
              return append(body, index + 1, to);
            });
  }

  /** Returns the messages with their whole bodies in their payloads. */
  CompletableFuture<List<Delivery>> whole(List<Delivery> deliveries) {
    List<CompletableFuture<Delivery>> reading =
        deliveries.stream()
            .map(
                delivery ->
                    whole(delivery.message())
                        .thenApply(
                            message ->
                                new Delivery(
                                    message, delivery.lockToken(), delivery.lockedUntil())))
            .toList();
    return CompletableFuture.allOf(reading.toArray(CompletableFuture[]::new))
        .thenApply(done -> reading.stream().map(CompletableFuture::join).toList());
  }
}
