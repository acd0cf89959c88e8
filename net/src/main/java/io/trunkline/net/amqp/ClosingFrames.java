package io.trunkline.net.amqp;

import io.vertx.core.buffer.Buffer;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.Encoder;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.transport.Close;
import org.apache.qpid.protonj2.types.transport.ErrorCondition;

/** Writes the last frame of a connection that has no engine here. */
final class ClosingFrames {
  private static final int DATA_OFFSET = 2 << 24;

  private ClosingFrames() {}

  static Buffer close(String condition, String description) {
    Close close = new Close();
    close.setError(new ErrorCondition(Symbol.valueOf(condition), description));
    Encoder encoder = EveryField.encoder();
    ProtonBuffer frame = ProtonBufferAllocator.defaultAllocator().allocate(256);
    frame.writeInt(0).writeInt(DATA_OFFSET);
    encoder.writeObject(frame, encoder.newEncoderState(), close);
    frame.setInt(0, frame.getReadableBytes());
    byte[] bytes = new byte[frame.getReadableBytes()];
    frame.readBytes(bytes, 0, bytes.length);
    return Buffer.buffer(bytes);
  }
}
