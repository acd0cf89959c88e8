package io.trunkline.kernel.runtime;

/**
 * How far a shard has come.
 *
 * @param position the last entry that was applied
 * @param sequence the last number given to a command
 * @param now the last time given to a command, in milliseconds since the epoch
 */
record Progress(LogPosition position, long sequence, long now) {
  static final Progress START = new Progress(LogPosition.NONE, 0, 0);
}
