package io.trunkline.kernel.runtime;

import io.trunkline.kernel.Command;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.ShardId;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.kernel.StateMachine;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies log entries to a shard's state: the same on the leader, on a follower and in replay. It
 * depends on nothing but the entries and the state.
 */
final class Applier<C extends Command<?>> {
  private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

  private final ShardId id;
  private final StateMachine<C> machine;
  private final ShardState state;
  private Progress progress;

  Applier(ShardId id, StateMachine<C> machine, ShardState state) {
    this.id = id;
    this.machine = machine;
    this.state = state;
    this.progress = state.progress();
  }

  Progress progress() {
    return progress;
  }

  /** Lets the machine build what it keeps in memory from what the store holds now. */
  void restore() {
    progress = state.progress();
    machine.restore(state.room());
  }

  /** Returns whether the state holds the entry at {@code position}. */
  boolean isApplied(LogPosition position) {
    return position.index() <= progress.position().index();
  }

  /** Applies an entry and writes its changes in one step; one result per command. */
  List<CommandResult> apply(LogPosition position, LogEntry entry) {
    long now = Math.max(progress.now(), entry.timestamp());
    long sequence = progress.sequence();
    List<CommandResult> results = new ArrayList<>(entry.commands().size());
    for (byte[] command : entry.commands()) {
      sequence++;
      results.add(apply(command, new CommandContext(state, now, sequence)));
    }
    progress = new Progress(position, sequence, now);
    state.commit(progress);
    return results;
  }

  /** Applies a mark: nothing changes but where the state stands. */
  void apply(LogPosition position, CutMark mark) {
    if (mark.begins()) {
      state.putCut(mark.cut(), position);
    }
    apply(position, mark.asEntry());
  }

  private CommandResult apply(byte[] bytes, CommandContext context) {
    Overlay overlay = state.overlay();
    overlay.begin();
    try {
      Object reply = machine.apply(machine.codec().decode(bytes), context);
      overlay.keep();
      return new CommandResult(reply, null, context.changes());
    } catch (RejectedException refusal) {
      overlay.undo();
      return new CommandResult(null, refusal, List.of());
    } catch (RuntimeException fault) {
      overlay.undo();
      LOG.error(
          "Shard {}: command {} could not be applied and changed nothing; this is a fault in {}",
          id,
          context.sequence(),
          machine.getClass().getName(),
          fault);
      return new CommandResult(
          null,
          new ShardUnavailableException("a fault in shard " + id + ": " + fault, false, fault),
          List.of());
    }
  }
}
