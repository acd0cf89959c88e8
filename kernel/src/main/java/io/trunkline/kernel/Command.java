package io.trunkline.kernel;

/**
 * Something that is to happen to the state of a shard. Commands are immutable values: a machine
 * declares a sealed interface that extends this one and a record per command.
 *
 * <p>Time comes from {@link ApplyContext#now()}; random values and generated names are fields of
 * the command, filled in by the service that submits it.
 *
 * @param <R> the type of the reply that {@link StateMachine#apply} returns for this command;
 *     replies are handed over in memory on the leader and are never written
 */
public interface Command<R> {}
