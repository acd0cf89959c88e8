package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.LargeBody;
import java.util.List;
import java.util.UUID;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.codec.Encoder;
import org.apache.qpid.protonj2.codec.EncoderState;
import org.apache.qpid.protonj2.codec.EncodingCodes;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a management reply ({@code reference/service-bus.md §8.2}): a list of maps, each
 * with the encoded message. Large bodies are gaps in what is written, to be filled on the way.
 *
 * @param sent called when the last byte has gone out
 */
record ReplyMessages(List<Entry> entries, Runnable sent) {
  /**
   * A message.
   *
   * @param encoded the message, without its body where that is large
   * @param lockToken how it can be settled, or null where it is not locked
   */
  record Entry(
      ProtonBuffer encoded, OutgoingMessage.@Nullable Body body, @Nullable UUID lockToken) {
    private long bytes() {
      LargeBody large = body == null ? null : body.body();
      return encoded.getReadableBytes() + (large == null ? 0 : large.bytes());
    }
  }

  /**
   * Bytes that are not at hand.
   *
   * @param at before which byte of what is written they belong
   */
  record Gap(int at, OutgoingMessage.Body body) {}

  /** Returns how many bytes all messages have. */
  long bytes() {
    return entries.stream().mapToLong(Entry::bytes).sum();
  }

  /**
   * Writes the list.
   *
   * @param gaps gets the gaps, in order
   * @return how many bytes they have
   */
  long writeTo(ProtonBuffer buffer, Encoder encoder, EncoderState state, List<Gap> gaps) {
    int start = start(buffer, EncodingCodes.LIST32, entries.size());
    long missing = 0;
    for (Entry entry : entries) {
      missing += write(entry, buffer, encoder, state, gaps);
    }
    end(buffer, start, missing);
    return missing;
  }

  private static long write(
      Entry entry, ProtonBuffer buffer, Encoder encoder, EncoderState state, List<Gap> gaps) {
    int start = start(buffer, EncodingCodes.MAP32, entry.lockToken() == null ? 2 : 4);
    if (entry.lockToken() != null) {
      encoder.writeString(buffer, state, "lock-token");
      encoder.writeUUID(buffer, state, entry.lockToken());
    }
    encoder.writeString(buffer, state, "message");
    buffer.ensureWritable(1 + Integer.BYTES + entry.encoded().getReadableBytes());
    buffer.writeByte(EncodingCodes.VBIN32).writeInt((int) entry.bytes());
    long missing = entry.bytes() - entry.encoded().getReadableBytes();
    buffer.writeBytes(entry.encoded());
    if (entry.body() != null) {
      gaps.add(new Gap(buffer.getWriteOffset(), entry.body()));
    }
    end(buffer, start, missing);
    return missing;
  }

  /** Starts a compound value whose size is known at its end; returns where the size stands. */
  static int start(ProtonBuffer buffer, byte constructor, int count) {
    buffer.ensureWritable(1 + 2 * Integer.BYTES);
    buffer.writeByte(constructor);
    int start = buffer.getWriteOffset();
    buffer.writeInt(0).writeInt(count);
    return start;
  }

  /** Ends a compound value with {@code missing} bytes in its gaps. */
  static void end(ProtonBuffer buffer, int start, long missing) {
    buffer.setInt(start, (int) (buffer.getWriteOffset() - start - Integer.BYTES + missing));
  }
}
