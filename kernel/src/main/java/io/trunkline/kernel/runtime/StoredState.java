package io.trunkline.kernel.runtime;

import java.io.IOException;
import java.nio.file.Path;

/** What those who copy, move and repair shards need to know of the state in a store. */
public final class StoredState {
  private StoredState() {}

  /** Returns the last log entry that a store holds the changes of. */
  public static LogPosition position(StateStore store) {
    return new ShardState(store).progress().position();
  }

  /**
   * Copies the state of a shard while the shard works.
   *
   * @param directory as for {@link StateCopy#checkpoint}
   * @return the last log entry that the copy holds the changes of
   * @throws IOException when the copy cannot be written
   */
  public static LogPosition copy(StateCopy store, Path directory) throws IOException {
    return ShardState.progress(store.checkpoint(directory, ShardState.PROGRESS)).position();
  }

  /**
   * Has a state stand at the beginning of a new log, which does not know the one that it came from.
   */
  public static void beginNewLog(StateStore store) {
    ShardState state = new ShardState(store);
    Progress progress = state.progress();
    state.commit(new Progress(LogPosition.RESTORED, progress.sequence(), progress.now()));
    state.persist();
  }
}
