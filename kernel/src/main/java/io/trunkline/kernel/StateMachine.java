package io.trunkline.kernel;

/**
 * The deterministic heart of a shard: the only code that changes durable state.
 *
 * <p>All methods are called on the shard's one thread, never at the same time, and on every replica
 * in the same order. {@link #apply} reads no clock, draws no random number and does no input or
 * output; it may keep indexes in memory, which {@link #restore} builds again from the store.
 *
 * @param <C> the commands of this machine, a sealed interface in practice
 */
public interface StateMachine<C extends Command<?>> {
  /** Returns the codec of this machine's commands. */
  Codec<C> codec();

  /**
   * Forgets what is in memory and builds it again from {@code store}: called once before the first
   * {@link #apply}, and again whenever a snapshot has replaced the store.
   */
  void restore(Store store);

  /**
   * Applies a committed command and returns its reply, an instance of the command's {@code R} (null
   * for {@code Void}).
   *
   * @throws RejectedException when the command cannot be carried out: what it wrote to the store,
   *     its timers, outbox entries and effects are discarded and the submitter's future fails with
   *     the exception. Indexes in memory are this machine's own to keep right: check first, then
   *     write.
   */
  Object apply(C command, ApplyContext context);
}
