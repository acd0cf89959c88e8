package io.trunkline.kernel.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteOutput;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/**
 * Gets at the bytes of an entry without a copy: what this node has appended is the array that it
 * handed to Ratis. Nobody changes such an array once it is appended.
 */
final class EntryBytes extends ByteOutput {
  private byte @Nullable [] whole;

  private EntryBytes() {}

  /** Returns the bytes, which must only be read. */
  static byte[] of(ByteString data) {
    EntryBytes bytes = new EntryBytes();
    try {
      UnsafeByteOperations.unsafeWriteTo(data, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written anywhere
    }
    return bytes.whole != null && bytes.whole.length == data.size()
        ? bytes.whole
        : data.toByteArray();
  }

  /** An array that is handed over as it is; a part of one has another length than the whole. */
  @Override
  public void writeLazy(byte[] value, int offset, int length) {
    whole = value;
  }

  @Override
  public void write(byte value) {}

  @Override
  public void write(byte[] value, int offset, int length) {}

  @Override
  public void write(ByteBuffer value) {}

  @Override
  public void writeLazy(ByteBuffer value) {}
}
