package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Command;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;

/**
 * What a replica does beyond the others while it leads: timers, the outbox, and the effects of the
 * room. On the shard's thread, but for the term.
 */
final class Leadership<C extends Command<?>> {
  private final ShardState state;
  private final ShardEffects<C> effects;
  private final Timers<C> timers;
  private final Outbox<C> outbox;

  /** The term in which this replica leads, or {@link Submission#ANY} where it does not. */
  private volatile long term = Submission.ANY;

  Leadership(ShardState state, ShardEffects<C> effects, Timers<C> timers, Outbox<C> outbox) {
    this.state = state;
    this.effects = effects;
    this.timers = timers;
    this.outbox = outbox;
  }

  /** Returns the term, or {@link Submission#ANY} where this replica does not lead; any thread. */
  long term() {
    return term;
  }

  /** Returns whether this replica leads; any thread. */
  boolean lasts() {
    return term != Submission.ANY;
  }

  /** Takes up what the state says is to be done. */
  void begin(long newTerm, Shard<C> ofLeader) {
    term = newTerm;
    effects.leading(ofLeader);
    state.eachTimer(timers::set);
    state.eachOutboxId(outbox::add);
  }

  /**
   * Drops everything; the next leader takes it up.
   *
   * @param refuse refuses what was begun and is not appended, before the room hears of the end
   */
  void end(Runnable refuse) {
    term = Submission.ANY;
    refuse.run();
    timers.clear();
    outbox.clear();
    effects.following();
  }

  /** Does what a change of the state asks of the leader. */
  void carryOut(Change change) {
    switch (change) {
      case Change.TimerSet timer -> timers.set(timer.key(), timer.dueAt());
      case Change.TimerCancelled timer -> timers.cancel(timer.key());
      case Change.OutboxAdded added -> outbox.add(added.id());
      case Change.OutboxFinished finished -> outbox.finish(finished.id());
      case Change.Emitted emitted -> effects.committed(emitted.effect());
    }
  }
}
