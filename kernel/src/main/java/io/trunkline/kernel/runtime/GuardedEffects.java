package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Command;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.kernel.ShardId;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A room's effects as its shard calls them: a fault in what the room is only told of is logged and
 * does not stop the shard. What is asked of the room fails to whoever asks.
 */
final class GuardedEffects<C extends Command<?>> implements ShardEffects<C> {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedEffects.class);

  private final ShardId id;
  private final ShardEffects<C> room;

  GuardedEffects(ShardId id, ShardEffects<C> room) {
    this.id = id;
    this.room = room;
  }

  @Override
  public void restored() {
    guarded("restored", room::restored);
  }

  @Override
  public void applied(Object effect) {
    guarded("applied effect", () -> room.applied(effect));
  }

  @Override
  public void leading(Shard<C> shard) {
    guarded("leading", () -> room.leading(shard));
  }

  @Override
  public void following() {
    guarded("following", room::following);
  }

  @Override
  public void committed(Object effect) {
    guarded("effect", () -> room.committed(effect));
  }

  @Override
  public CompletionStage<? extends C> deliver(OutboxEntry entry) {
    return room.deliver(entry);
  }

  @Override
  public C timerDue(String key) {
    return room.timerDue(key);
  }

  private void guarded(String what, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException fault) {
      LOG.error("Shard {}: a fault in the room's {}", id, what, fault);
    }
  }
}
