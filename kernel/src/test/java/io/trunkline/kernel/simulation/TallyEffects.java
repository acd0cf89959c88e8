package io.trunkline.kernel.simulation;

import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Brings parcels to the other shard by this node's own replica of it, and rings timers. */
final class TallyEffects implements ShardEffects<Tally.Step> {
  private final SimulatedNode node;
  private final ShardId other;
  private @Nullable Shard<Tally.Step> leader;
  private String leadership = "";

  TallyEffects(SimulatedNode node, ShardId other) {
    this.node = node;
    this.other = other;
  }

  @Override
  public void leading(Shard<Tally.Step> shard) {
    leader = shard;
    leadership = node.id() + "/" + node.cluster().simulation().steps();
    reign();
  }

  /** Does what only a leader may do, as the leader that this node was last. */
  void reign() {
    if (leader != null) {
      var unused = leader.submit(new Tally.Reign(leadership));
    }
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
