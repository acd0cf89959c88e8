package io.trunkline.kernel.runtime;

/** What a command asks of the leader, beside what it wrote to the store. */
sealed interface Change {
  /** A timer was set or moved. */
  record TimerSet(String key, long dueAt) implements Change {}

  /** A timer was removed. */
  record TimerCancelled(String key) implements Change {}

  /** Work was added to the outbox. */
  record OutboxAdded(String id) implements Change {}

  /** Work was removed from the outbox. */
  record OutboxFinished(String id) implements Change {}

  /** A value for the room's effects. */
  record Emitted(Object effect) implements Change {}
}
