package io.trunkline.kernel;

/** What a state machine may see and do while it applies one command. */
public interface ApplyContext {
  /**
   * Returns the time of the command in milliseconds since the epoch: read by the leader when it
   * appended the entry, the same on every replica, and never earlier than that of the command
   * before.
   */
  long now();

  /**
   * Returns a number that only this command of this shard has, larger than that of every command
   * before, for as long as the shard lives. Numbers start at 1 and may have gaps.
   */
  long sequence();

  /** Returns the shard's state, with everything that this command has written so far. */
  Store store();

  /**
   * Sets a durable timer. Once {@code dueAt} has passed the leader asks {@link
   * ShardEffects#timerDue} what to submit. The timer stays until {@link #cancelTimer}: the command
   * that acts on a timer cancels it (or sets it anew), so that a crash in between repeats the call.
   *
   * @param key names the timer within the shard; setting it again moves it; at most 1,024 bytes of
   *     UTF-8
   * @param dueAt milliseconds since the epoch; a time that has passed is due at once
   */
  void setTimer(String key, long dueAt);

  /** Removes a timer; nothing happens where there is none. */
  void cancelTimer(String key);

  /**
   * Writes a durable outbox entry: work that the leader does after the commit and, after a crash or
   * a failure, again, until a command calls {@link #finish} with its id. The id is the idempotency
   * key of that work.
   */
  void enqueue(OutboxEntry entry);

  /** Removes an outbox entry; nothing happens where there is none. */
  void finish(String outboxId);

  /**
   * Hands a value to {@link ShardEffects#committed} on the leader once the command is committed.
   * Volatile: it is lost when the leader crashes.
   */
  void emit(Object effect);
}
