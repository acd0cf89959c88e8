package io.trunkline.kernel.ratis;

import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** An entry that this node hands to its Raft server in order to have it appended as the leader. */
final class LocalEntry implements Message {
  private final byte[] bytes;
  private volatile boolean accepted;

  LocalEntry(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  /** The server leads and is about to append the entry. */
  void accept() {
    accepted = true;
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
