package io.trunkline.kernel.runtime;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Runs one shard: takes messages from any thread, and runs them and the shard's turns one after
 * another. A running node gives each shard {@linkplain ShardThread a thread}; a simulation decides
 * itself which shard goes on, and how far.
 */
public interface ShardScheduler {
  /** What is run. */
  interface Work {
    /** Called once, before any message. */
    void begin();

    /**
     * Does what can be done after messages have run.
     *
     * @param messages how many have run since the turn before
     * @return how long, in milliseconds of the shard's clock, there is nothing to do unless a
     *     message comes
     */
    long turn(int messages);

    /**
     * Called once, last.
     *
     * @param fault what stopped the shard, or null where it was closed
     */
    void end(@Nullable Throwable fault);
  }

  /** Makes the scheduler of a shard. */
  @FunctionalInterface
  interface Factory {
    /**
     * Returns a new scheduler.
     *
     * @param name what to call the shard's thread
     */
    ShardScheduler create(String name);
  }

  /** Starts to run {@code work}; called once. */
  void start(Work work);

  /** Adds a message, from any thread; returns false, and drops it, once no more are taken. */
  boolean post(Runnable message);

  /** Has a turn begin now, from any thread: the shard's clock was moved. */
  void wake();

  /** Returns whether the caller is run by this scheduler. */
  boolean isCurrent();

  /** Takes no more messages from now on and returns those that are left; for {@link Work#end}. */
  ArrayDeque<Runnable> refuseMessages();

  /** Stops, and waits for the end where the caller is not the shard itself. */
  void close();
}
