package io.trunkline.kernel;

/**
 * The shards of a node. {@code close} stops them in an orderly way; nothing acknowledged depends on
 * it.
 */
public interface Kernel extends AutoCloseable {
  /**
   * Opens a shard: creates it where it does not exist, and otherwise brings its machine to the
   * state of everything committed.
   *
   * @return the shard, once this replica serves it: it leads, or it follows a known leader and
   *     holds everything that was acknowledged before
   * @throws IllegalStateException when a shard of that name is open
   * @throws ShardUnavailableException when it does not come up in time
   */
  <C extends Command<?>> Shard<C> open(
      ShardId id, StateMachine<C> machine, ShardEffects<C> effects);

  /** Returns the nodes that keep these shards; a kernel without peers is a cluster of one. */
  Cluster cluster();

  @Override
  void close();
}
