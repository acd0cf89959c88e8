package io.trunkline.identity.effects;

import io.trunkline.identity.service.SigningKeys;
import io.trunkline.identity.state.IdentityCommand;
import io.trunkline.identity.state.IdentityCommand.ActivateKey;
import io.trunkline.identity.state.IdentityCommand.DropRetiredKeys;
import io.trunkline.identity.state.IdentityCommand.PublishKey;
import io.trunkline.identity.state.IdentityCommand.RequestKey;
import io.trunkline.identity.state.KeySchedule;
import io.trunkline.identity.state.SigningKey.Use;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.ShardEffects;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Changes the signing key on the shard's timers: request → make (here, off the shard's thread) →
 * publish → sign → forget the old one.
 */
public final class KeyRotation implements ShardEffects<IdentityCommand> {
  private static final Executor VIRTUAL =
      task -> Thread.ofVirtual().name("signing-key").start(task);

  private final InstantSource clock;

  public KeyRotation(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public CompletionStage<? extends IdentityCommand> deliver(OutboxEntry entry) {
    return CompletableFuture.supplyAsync(
        () -> new PublishKey(SigningKeys.generate(Use.NEXT, clock.instant()), entry.id()), VIRTUAL);
  }

  @Override
  public IdentityCommand timerDue(String key) {
    return switch (key) {
      case KeySchedule.REQUEST_TIMER -> new RequestKey();
      case KeySchedule.ACTIVATE_TIMER -> new ActivateKey();
      case KeySchedule.DROP_TIMER -> new DropRetiredKeys();
      default -> throw new IllegalArgumentException("not a timer of this shard: " + key);
    };
  }
}
