package io.trunkline.kernel.runtime;

import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What one command sees, and what it asks for while it is applied. */
final class CommandContext implements ApplyContext {
  /** The longest timer key and outbox id, in bytes of UTF-8. */
  static final int MAX_KEY_BYTES = 1_024;

  private final ShardState state;
  private final long now;
  private final long sequence;
  private List<Change> changes = List.of();

  CommandContext(ShardState state, long now, long sequence) {
    this.state = state;
    this.now = now;
    this.sequence = sequence;
  }

  List<Change> changes() {
    return changes;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public Store store() {
    return state.room();
  }

  @Override
  public void setTimer(String key, long dueAt) {
    checkLength("timer key", key);
    state.putTimer(key, dueAt);
    add(new Change.TimerSet(key, dueAt));
  }

  @Override
  public void cancelTimer(String key) {
    state.removeTimer(key);
    add(new Change.TimerCancelled(key));
  }

  @Override
  public void enqueue(OutboxEntry entry) {
    checkLength("outbox id", entry.id());
    state.putOutbox(entry);
    add(new Change.OutboxAdded(entry.id()));
  }

  @Override
  public void finish(String outboxId) {
    state.removeOutbox(outboxId);
    add(new Change.OutboxFinished(outboxId));
  }

  @Override
  public void emit(Object effect) {
    add(new Change.Emitted(effect));
  }

  private void add(Change change) {
    if (changes.isEmpty()) {
      changes = new ArrayList<>(4);
    }
    changes.add(change);
  }

  private static void checkLength(String what, String key) {
    if (key.length() > MAX_KEY_BYTES
        || key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "a " + what + " must not be longer than " + MAX_KEY_BYTES + " bytes of UTF-8");
    }
  }
}
