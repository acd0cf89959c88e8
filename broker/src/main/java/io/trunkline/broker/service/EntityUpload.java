package io.trunkline.broker.service;

import io.trunkline.broker.LargeBody;
import io.trunkline.broker.state.BrokerCommand;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Uploads for one entity. */
final class EntityUpload implements BodyUpload {
  private final LeaderThread leader;
  private final long entity;
  private final UUID id;
  private int pieces;
  private long bytes;

  EntityUpload(LeaderThread leader, long entity, UUID id) {
    this.leader = leader;
    this.entity = entity;
    this.id = id;
  }

  @Override
  public CompletableFuture<Void> add(byte[] piece) {
    bytes += piece.length;
    return leader.submit(new BrokerCommand.PutPiece(entity, id, pieces++, piece));
  }

  @Override
  public LargeBody finish() {
    return new LargeBody(id, pieces, bytes);
  }

  @Override
  public void drop() {
    if (pieces > 0) {
      var unused = leader.submit(new BrokerCommand.DropUpload(id));
    }
  }
}
