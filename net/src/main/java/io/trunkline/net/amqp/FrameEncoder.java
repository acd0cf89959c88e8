package io.trunkline.net.amqp;

import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.PerformativeEncoder;
import org.apache.qpid.protonj2.engine.Connection;
import org.apache.qpid.protonj2.engine.EngineHandler;
import org.apache.qpid.protonj2.engine.EngineHandlerContext;
import org.apache.qpid.protonj2.engine.HeaderEnvelope;
import org.apache.qpid.protonj2.engine.OutgoingAMQPEnvelope;
import org.apache.qpid.protonj2.engine.SASLEnvelope;
import org.apache.qpid.protonj2.types.transport.Disposition;
import org.apache.qpid.protonj2.types.transport.Performative;
import org.jspecify.annotations.Nullable;

/**
 * The last step of an engine's output: performatives to frames. Takes the place of protonj2's own
 * handler, which cannot be told to write every field (see {@link EveryField}). A payload larger
 * than the frame is cut; the engine calls again for the rest. Dispositions that say the same of
 * deliveries in a row are written as one: they wait until something else is written, or for {@link
 * #flush}.
 */
final class FrameEncoder implements EngineHandler {
  private static final int HEADER_BYTES = 8;
  private static final int DATA_OFFSET = 2 << 24;
  private static final int SASL_FRAME = 1 << 16;
  private static final int SMALL_FRAME_BYTES = 128;
  private static final int MIN_MAX_FRAME_BYTES = 512;

  private final ProtonBufferAllocator allocator = ProtonBufferAllocator.defaultAllocator();
  private final PerformativeEncoder encoder = new PerformativeEncoder(EveryField.encoder());
  private final PendingDisposition pending = new PendingDisposition();
  private final Runnable waiting;
  private @Nullable EngineHandlerContext last;

  /**
   * @param waiting called when something waits for {@link #flush}
   */
  FrameEncoder(Runnable waiting) {
    this.waiting = waiting;
  }

  /** Writes what was held back. */
  void flush() {
    EngineHandlerContext context = last;
    if (!pending.isEmpty() && context != null) {
      int channel = pending.channel();
      ProtonBuffer frame = allocator.outputBuffer(SMALL_FRAME_BYTES);
      writePerformative(frame, channel, pending.take());
      finish(frame, channel);
      context.fireWrite(frame, null);
    }
  }

  @Override
  public void handleWrite(EngineHandlerContext context, HeaderEnvelope envelope) {
    context.fireWrite(envelope.getBody().getBuffer(), null);
  }

  @Override
  public void handleWrite(EngineHandlerContext context, SASLEnvelope envelope) {
    ProtonBuffer frame = allocator.outputBuffer(SMALL_FRAME_BYTES);
    frame.writeInt(0).writeInt(DATA_OFFSET | SASL_FRAME);
    var codec = CodecFactory.getSaslEncoder();
    codec.writeObject(frame, codec.newEncoderState(), envelope.getBody());
    context.fireWrite(frame.setInt(0, frame.getReadableBytes()), null);
  }

  @Override
  public void handleWrite(EngineHandlerContext context, OutgoingAMQPEnvelope envelope) {
    last = context;
    if (envelope.getBody() instanceof Disposition disposition) {
      if (!pending.add(disposition, envelope.getChannel())) {
        flush();
        pending.add(disposition, envelope.getChannel());
      }
      envelope.handleOutgoingFrameWriteComplete();
      waiting.run();
      return;
    }
    flush();
    int maxFrameBytes = maxFrameBytes(context.engine().connection());
    ProtonBuffer payload = envelope.getPayload();
    int payloadBytes = payload == null ? 0 : payload.getReadableBytes();
    ProtonBuffer frame =
        allocator
            .outputBuffer(Math.min(maxFrameBytes, 192 + payloadBytes))
            .implicitGrowthLimit(maxFrameBytes);
    writePerformative(frame, envelope.getChannel(), envelope.getBody());
    if (payloadBytes > 0) {
      if (payloadBytes > maxFrameBytes - frame.getWriteOffset()) {
        envelope.handlePayloadToLarge();
        writePerformative(frame, envelope.getChannel(), envelope.getBody());
        int room = maxFrameBytes - frame.getWriteOffset();
        frame.ensureWritable(room);
        payload.copyInto(payload.getReadOffset(), frame, frame.getWriteOffset(), room);
        frame.advanceWriteOffset(room);
        payload.advanceReadOffset(room);
      } else {
        frame.writeBytes(payload);
      }
    }
    finish(frame, envelope.getChannel());
    context.fireWrite(frame, envelope::handleOutgoingFrameWriteComplete);
  }

  private static void finish(ProtonBuffer frame, int channel) {
    frame.setInt(0, frame.getReadableBytes());
    frame.setInt(4, DATA_OFFSET | channel);
  }

  private void writePerformative(ProtonBuffer frame, int channel, Performative performative) {
    frame.ensureWritable(HEADER_BYTES);
    frame.setWriteOffset(HEADER_BYTES);
    performative.invoke(encoder, frame, channel, encoder.getEncoder());
  }

  private static int maxFrameBytes(Connection connection) {
    long bytes = connection.getMaxFrameSize();
    if (connection.isRemotelyOpen()) {
      bytes = Math.min(bytes, connection.getRemoteMaxFrameSize());
    }
    return (int) Math.max(MIN_MAX_FRAME_BYTES, bytes);
  }
}
