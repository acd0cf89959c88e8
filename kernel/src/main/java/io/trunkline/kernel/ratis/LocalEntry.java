package io.trunkline.kernel.ratis;

import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** An entry that this node hands to its Raft server in order to have it appended as the leader. */
final class LocalEntry implements Message {
  /** The term of an entry that may be appended in any. */
  static final long ANY_TERM = 0;

  private final byte[] bytes;
  private final long term;
  private volatile boolean accepted;

  /**
   * @param term in which this node leads where the entry is appended, or {@link #ANY_TERM}
   */
  LocalEntry(byte[] bytes, long term) {
    this.bytes = bytes;
    this.term = term;
  }

  byte[] bytes() {
    return bytes;
  }

  /**
   * The server leads, in a term, and is about to append the entry.
   *
   * @return whether the entry may be appended in that term: where not, it never will
   */
  boolean accept(long current) {
    accepted = term == ANY_TERM || term == current;
    return accepted;
  }

  /** Returns whether the entry may stand in the log: where not, it never will. */
  boolean mayBeAppended() {
    return accepted;
  }

  @Override
  public ByteString getContent() {
    return UnsafeByteOperations.unsafeWrap(bytes);
  }
}
