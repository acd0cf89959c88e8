package io.trunkline.kernel.simulation;

import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import java.util.concurrent.CompletionStage;

/** Brings parcels to the other shard by this node's own replica of it, and rings timers. */
final class TallyEffects implements ShardEffects<Tally.Step> {
  private final SimulatedNode node;
  private final ShardId other;

  TallyEffects(SimulatedNode node, ShardId other) {
    this.node = node;
    this.other = other;
  }

  @Override
  public CompletionStage<Tally.Step> deliver(OutboxEntry entry) {
    return node.<Tally.Step>shard(other)
        .submit(new Tally.Receive(entry.id()))
        .thenApply(_ -> new Tally.Sent(entry.id()));
  }

  @Override
  public Tally.Step timerDue(String key) {
    return new Tally.Ring(key);
  }
}
