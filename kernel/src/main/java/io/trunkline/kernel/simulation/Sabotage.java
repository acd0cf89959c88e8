package io.trunkline.kernel.simulation;

/** A fault that is planted in the simulated log or disk, to prove that the checks find it. */
public enum Sabotage {
  /** A replica says that an entry is on its disk before it is. */
  ACK_BEFORE_FSYNC,
  /** The leader takes an entry for committed once it is on its own disk. */
  ACK_BEFORE_MAJORITY,
  /** A replica forgets in a crash whom it has voted for. */
  FORGOTTEN_VOTE,
  /** A log is read back without a look at its checksums. */
  UNCHECKED_TAIL,
  /** A damaged record in the middle of a log is taken for the end of it. */
  ROT_TAKEN_FOR_TAIL,
  /** A snapshot is installed without a look at its checksum. */
  UNCHECKED_SNAPSHOT,
  /** Reads are answered by whoever believes to lead, or to be up to date. */
  UNCONFIRMED_READ,
  /** The store survives a crash, but how far the log is applied does not. */
  PROGRESS_APART_FROM_STATE,
  /** An entry whose fate is not known is appended again. */
  BLIND_RETRY,
  /** What a deposed leader wants appended as leader is passed on to the next one. */
  LENT_LEADERSHIP,
  /**
   * What a leader wants appended in one term is appended in a later one in which it leads again.
   */
  OUTLIVED_TERM,
  /** An entry that is certainly on its way is reported as refused. */
  FALSE_REFUSAL,
  /** All shards of a node are copied as they happen to be. */
  CUT_WITHOUT_MARKS
}
