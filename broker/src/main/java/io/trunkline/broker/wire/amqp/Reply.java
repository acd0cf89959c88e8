package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.wire.WireError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Encoder;
import org.apache.qpid.protonj2.codec.EncoderState;
import org.apache.qpid.protonj2.codec.EncodingCodes;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.jspecify.annotations.Nullable;

/**
 * The reply of a token or management node.
 *
 * @param condition AMQP error condition of a failure, which one SDK insists on; or null
 * @param body results by name
 */
record Reply(int status, String description, @Nullable String condition, Map<String, Object> body) {
  private static final String TRACKING_ID = "com.microsoft:tracking-id";

  static Reply ok(Map<String, Object> body) {
    return new Reply(200, "OK", null, body);
  }

  static Reply accepted() {
    return new Reply(202, "Accepted", null, Map.of());
  }

  /** There is nothing to return. */
  static Reply none() {
    return new Reply(204, "No Content", null, Map.of());
  }

  static Reply failed(WireError error) {
    return new Reply(error.status(), error.description(), error.condition(), Map.of());
  }

  /** Called when the reply has gone out. */
  void sent() {
    for (Object value : body.values()) {
      if (value instanceof ReplyMessages messages) {
        messages.sent().run();
      }
    }
  }

  /** Writes the reply to {@code request} as a message. */
  List<OutgoingMessage.Part> write(Request request, ReplyStyle style) {
    Encoder encoder = CodecFactory.getEncoder();
    EncoderState state = encoder.newEncoderState();
    ProtonBuffer buffer = ProtonBufferAllocator.defaultAllocator().allocate(256);
    writeProperties(buffer, request);
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put(style.status(), status);
    properties.put(style.description(), description);
    if (condition != null) {
      properties.put(style.condition(), Symbol.valueOf(condition));
    }
    if (request.properties().containsKey(TRACKING_ID)) {
      properties.put(TRACKING_ID, request.properties().get(TRACKING_ID));
    }
    encoder.writeObject(buffer, state, new ApplicationProperties(properties));
    List<ReplyMessages.Gap> gaps = new ArrayList<>();
    writeBody(buffer, encoder, state, gaps);
    return parts(buffer, gaps);
  }

  private void writeBody(
      ProtonBuffer buffer, Encoder encoder, EncoderState state, List<ReplyMessages.Gap> gaps) {
    buffer.writeByte(EncodingCodes.DESCRIBED_TYPE_INDICATOR);
    buffer.writeByte(EncodingCodes.SMALLULONG).writeByte((byte) SectionKind.VALUE);
    int start = ReplyMessages.start(buffer, EncodingCodes.MAP32, 2 * body.size());
    long missing = 0;
    for (Map.Entry<String, Object> entry : body.entrySet()) {
      encoder.writeString(buffer, state, entry.getKey());
      switch (entry.getValue()) {
        case Timestamps timestamps -> timestamps.writeTo(buffer);
        case ReplyMessages messages -> missing += messages.writeTo(buffer, encoder, state, gaps);
        default -> encoder.writeObject(buffer, state, entry.getValue());
      }
    }
    ReplyMessages.end(buffer, start, missing);
  }

  private static List<OutgoingMessage.Part> parts(
      ProtonBuffer buffer, List<ReplyMessages.Gap> gaps) {
    List<OutgoingMessage.Part> parts = new ArrayList<>();
    int from = buffer.getReadOffset();
    for (ReplyMessages.Gap gap : gaps) {
      parts.add(new OutgoingMessage.Bytes(buffer.copy(from, gap.at() - from, true)));
      parts.add(gap.body());
      from = gap.at();
    }
    if (gaps.isEmpty()) {
      parts.add(new OutgoingMessage.Bytes(buffer));
    } else if (from < buffer.getWriteOffset()) {
      parts.add(new OutgoingMessage.Bytes(buffer.copy(from, buffer.getWriteOffset() - from, true)));
    }
    return parts;
  }

  /** An array of timestamps; protonj2 itself would write it as an array of longs. */
  record Timestamps(List<Instant> times) {
    private void writeTo(ProtonBuffer buffer) {
      buffer.writeByte(EncodingCodes.ARRAY32);
      buffer.writeInt(Integer.BYTES + 1 + Long.BYTES * times.size()).writeInt(times.size());
      buffer.writeByte(EncodingCodes.TIMESTAMP);
      times.forEach(time -> buffer.writeLong(time.toEpochMilli()));
    }
  }

  /** The properties section holds only the correlation id: the request's id, byte for byte. */
  private static void writeProperties(ProtonBuffer buffer, Request request) {
    buffer.writeByte(EncodingCodes.DESCRIBED_TYPE_INDICATOR);
    buffer.writeByte(EncodingCodes.SMALLULONG).writeByte((byte) SectionKind.PROPERTIES);
    buffer.writeByte(EncodingCodes.LIST32);
    int start = buffer.getWriteOffset();
    buffer.writeInt(0).writeInt(PropertyField.COUNT);
    for (int field = 0; field < PropertyField.COUNT; field++) {
      if (field == PropertyField.CORRELATION_ID && request.messageId() != null) {
        request.messageId().writeTo(buffer);
      } else {
        buffer.writeByte(EncodingCodes.NULL);
      }
    }
    buffer.setInt(start, buffer.getWriteOffset() - start - Integer.BYTES);
  }
}
