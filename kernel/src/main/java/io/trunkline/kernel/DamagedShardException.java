package io.trunkline.kernel;

import java.nio.file.Path;

/**
 * What a shard acknowledged can no longer be read from this node's disk: a bit has turned, a file
 * is truncated or missing. The shard does not open, and its files stay as they were found.
 */
public final class DamagedShardException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final ShardId shard;
  private final transient Path file;
  private final long offset;

  /**
   * @param file the damaged or missing file
   * @param offset where in the file, in bytes; 0 where it is the file as a whole
   * @param what what is wrong, in words that follow "… at byte N: "
   */
  public DamagedShardException(ShardId shard, Path file, long offset, String what) {
    this(shard, file, offset, what, null);
  }

  public DamagedShardException(
      ShardId shard, Path file, long offset, String what, Throwable cause) {
    super(
        "shard %s is damaged: %s at byte %d: %s. Nothing was changed. Where other nodes keep this"
                .formatted(shard, file, offset, what)
            + " shard, have them replace this node by an empty one (trunkline cluster replace"
            + " NODE); otherwise restore a backup into a new data directory (trunkline restore"
            + " BACKUP --data DIR)",
        cause);
    this.shard = shard;
    this.file = file;
    this.offset = offset;
  }

  /** Returns the shard whose data is damaged. */
  public ShardId shard() {
    return shard;
  }

  /** Returns the damaged or missing file. */
  public Path file() {
    return file;
  }

  /** Returns where in the file, in bytes. */
  public long offset() {
    return offset;
  }
}
