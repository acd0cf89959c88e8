package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.StoredMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Encoder;
import org.apache.qpid.protonj2.codec.EncoderState;
import org.apache.qpid.protonj2.codec.EncodingCodes;
import org.apache.qpid.protonj2.types.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages for receivers ({@code reference/service-bus.md §6}): header and annotations from
 * what the broker knows, properties with the expiry, body and footer byte for byte as sent.
 */
final class MessageWriter {
  /** 9999-12-31T23:59:59.999Z, the latest time that every SDK can read. */
  private static final long LATEST = 253_402_300_799_999L;

  private static final long MAX_UINT = 0xFFFF_FFFFL;

  private final Encoder encoder = CodecFactory.getEncoder();
  private final EncoderState state = encoder.newEncoderState();

  /** Writes a message for a receiver that does not lock it: peeked, or received and deleted. */
  ProtonBuffer write(StoredMessage message) {
    return write(message, 0, null);
  }

  /**
   * Writes a locked message.
   *
   * @param lockedUntil milliseconds since the epoch; 0 for none
   * @param token written as a delivery annotation where it cannot be the delivery tag, or null
   */
  ProtonBuffer write(StoredMessage stored, long lockedUntil, @Nullable UUID token) {
    BrokerMessage message = stored.message();
    byte[] payload = message.payload();
    Sections sections = Sections.of(payload, 0, payload.length);
    ProtonBuffer buffer = ProtonBufferAllocator.defaultAllocator().allocate(message.size() + 256);
    writeHeader(buffer, stored, sections.header());
    if (token != null) {
      SectionStart map = start(buffer, SectionKind.DELIVERY_ANNOTATIONS, EncodingCodes.MAP32);
      encoder.writeSymbol(buffer, state, Annotations.LOCK_TOKEN);
      encoder.writeUUID(buffer, state, token);
      map.end(2);
    }
    writeAnnotations(buffer, stored, lockedUntil, Sections.entries(sections.messageAnnotations()));
    writeProperties(buffer, stored, sections.properties());
    if (!message.applicationProperties().isEmpty()) {
      SectionStart map = start(buffer, SectionKind.APPLICATION_PROPERTIES, EncodingCodes.MAP32);
      message
          .applicationProperties()
          .forEach(
              (name, value) -> {
                encoder.writeString(buffer, state, name);
                ApplicationValues.write(buffer, encoder, state, value);
              });
      map.end(2 * message.applicationProperties().size());
    }
    sections.body().forEach(section -> section.writeTo(buffer));
    if (sections.footer() != null) {
      sections.footer().writeTo(buffer);
    }
    state.reset();
    return buffer;
  }

  private void writeHeader(ProtonBuffer buffer, StoredMessage stored, @Nullable RawValue header) {
    List<RawValue> sent = Sections.fields(header);
    SectionStart list = start(buffer, SectionKind.HEADER, EncodingCodes.LIST32);
    writeOrNull(buffer, Sections.field(sent, PropertyField.HEADER_DURABLE));
    writeOrNull(buffer, Sections.field(sent, PropertyField.HEADER_PRIORITY));
    if (stored.expiresAt() == Long.MAX_VALUE) {
      encoder.writeNull(buffer, state);
    } else {
      long timeToLive = Math.max(0, stored.expiresAt() - stored.enqueuedAt());
      encoder.writeUnsignedInteger(buffer, state, Math.min(timeToLive, MAX_UINT));
    }
    writeOrNull(buffer, Sections.field(sent, PropertyField.HEADER_FIRST_ACQUIRER));
    encoder.writeUnsignedInteger(buffer, state, (long) stored.deliveryCount());
    list.end(5);
  }

  private void writeAnnotations(
      ProtonBuffer buffer, StoredMessage stored, long lockedUntil, Map<String, RawValue> sent) {
    SectionStart map = start(buffer, SectionKind.MESSAGE_ANNOTATIONS, EncodingCodes.MAP32);
    int entries = 3;
    encoder.writeSymbol(buffer, state, Annotations.SEQUENCE_NUMBER);
    encoder.writeLong(buffer, state, stored.sequenceNumber());
    encoder.writeSymbol(buffer, state, Annotations.ENQUEUED_TIME);
    encoder.writeTimestamp(buffer, state, stored.enqueuedAt());
    encoder.writeSymbol(buffer, state, Annotations.MESSAGE_STATE);
    encoder.writeInteger(buffer, state, stored.state().code());
    if (stored.enqueuedSequenceNumber() != 0) {
      encoder.writeSymbol(buffer, state, Annotations.ENQUEUED_SEQUENCE_NUMBER);
      encoder.writeLong(buffer, state, stored.enqueuedSequenceNumber());
      entries++;
    }
    if (lockedUntil != 0) {
      encoder.writeSymbol(buffer, state, Annotations.LOCKED_UNTIL);
      encoder.writeTimestamp(buffer, state, lockedUntil);
      entries++;
    }
    if (stored.deadLetterSource() != null) {
      encoder.writeSymbol(buffer, state, Annotations.DEAD_LETTER_SOURCE);
      encoder.writeString(buffer, state, stored.deadLetterSource());
      entries++;
    }
    for (Map.Entry<String, RawValue> entry : sent.entrySet()) {
      if (!Annotations.BROKERS_OWN.contains(entry.getKey())) {
        encoder.writeSymbol(buffer, state, Symbol.valueOf(entry.getKey()));
        entry.getValue().writeTo(buffer);
        entries++;
      }
    }
    map.end(2 * entries);
  }

  private void writeProperties(
      ProtonBuffer buffer, StoredMessage stored, @Nullable RawValue section) {
    List<RawValue> sent = Sections.fields(section);
    Map<Integer, String> changed =
        stored.message().propertiesChanged() ? texts(stored.message().properties()) : Map.of();
    SectionStart list = start(buffer, SectionKind.PROPERTIES, EncodingCodes.LIST32);
    for (int field = 0; field < PropertyField.COUNT; field++) {
      RawValue raw = field < sent.size() ? sent.get(field) : null;
      if (field == PropertyField.ABSOLUTE_EXPIRY_TIME) {
        if (stored.expiresAt() == Long.MAX_VALUE) {
          encoder.writeNull(buffer, state);
        } else {
          encoder.writeTimestamp(buffer, state, Math.min(stored.expiresAt(), LATEST));
        }
      } else if (changed.containsKey(field)
          && !Objects.equals(changed.get(field), raw == null ? null : raw.text())) {
        if (field == PropertyField.CONTENT_TYPE && changed.get(field) != null) {
          encoder.writeSymbol(buffer, state, changed.get(field));
        } else {
          encoder.writeString(buffer, state, changed.get(field));
        }
      } else {
        writeOrNull(buffer, raw);
      }
    }
    list.end(PropertyField.COUNT);
  }

  /** The properties that a rule action may have changed, by their place. */
  private static Map<Integer, String> texts(MessageProperties properties) {
    Map<Integer, String> texts = new HashMap<>();
    texts.put(PropertyField.MESSAGE_ID, properties.messageId());
    texts.put(PropertyField.TO, properties.to());
    texts.put(PropertyField.SUBJECT, properties.subject());
    texts.put(PropertyField.REPLY_TO, properties.replyTo());
    texts.put(PropertyField.CORRELATION_ID, properties.correlationId());
    texts.put(PropertyField.CONTENT_TYPE, properties.contentType());
    texts.put(PropertyField.GROUP_ID, properties.sessionId());
    texts.put(PropertyField.REPLY_TO_GROUP_ID, properties.replyToSessionId());
    return texts;
  }

  private void writeOrNull(ProtonBuffer buffer, @Nullable RawValue value) {
    if (value == null) {
      encoder.writeNull(buffer, state);
    } else {
      value.writeTo(buffer);
    }
  }

  private static SectionStart start(ProtonBuffer buffer, int kind, byte constructor) {
    buffer.ensureWritable(16);
    buffer
        .writeByte(EncodingCodes.DESCRIBED_TYPE_INDICATOR)
        .writeByte(EncodingCodes.SMALLULONG)
        .writeByte((byte) kind)
        .writeByte(constructor);
    SectionStart start = new SectionStart(buffer, buffer.getWriteOffset());
    buffer.writeInt(0).writeInt(0);
    return start;
  }

  /** A compound value whose size and count are known at its end. */
  private record SectionStart(ProtonBuffer buffer, int at) {
    void end(int count) {
      buffer.setInt(at, buffer.getWriteOffset() - at - Integer.BYTES);
      buffer.setInt(at + Integer.BYTES, count);
    }
  }
}
