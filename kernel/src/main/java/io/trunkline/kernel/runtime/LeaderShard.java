package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Command;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.Store;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A shard as its leader's effects see it: bound to one leadership. Once that has ended it takes no
 * command and runs no task, even if the replica leads again.
 */
final class LeaderShard<C extends Command<?>> implements Shard<C> {
  private final ShardRuntime<C> shard;
  private final Replica<C> replica;
  private final long leadership;

  LeaderShard(ShardRuntime<C> shard, Replica<C> replica, long leadership) {
    this.shard = shard;
    this.replica = replica;
    this.leadership = leadership;
  }

  @Override
  public ShardId id() {
    return shard.id();
  }

  @Override
  public <R> CompletableFuture<R> submit(Command<R> command) {
    return shard.submit(command, leadership);
  }

  @Override
  public <R> CompletableFuture<R> query(Supplier<R> query) {
    return shard.query(query);
  }

  @Override
  public CompletableFuture<@Nullable Void> execute(Runnable task) {
    return shard.execute(task, leadership);
  }

  @Override
  public boolean leads() {
    return replica.leadership() == leadership;
  }

  @Override
  public CompletableFuture<@Nullable Void> confirmLeadership() {
    return replica.confirmLeadership(leadership);
  }

  @Override
  public boolean onShardThread() {
    return shard.onShardThread();
  }

  @Override
  public Store store() {
    return shard.store();
  }
}
