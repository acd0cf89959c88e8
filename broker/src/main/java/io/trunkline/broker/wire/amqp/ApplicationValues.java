package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.EncodedValue;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Encoder;
import org.apache.qpid.protonj2.codec.EncoderState;
import org.apache.qpid.protonj2.codec.EncodingCodes;
import org.apache.qpid.protonj2.types.DescribedType;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnsignedByte;
import org.apache.qpid.protonj2.types.UnsignedInteger;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.UnsignedShort;
import org.jspecify.annotations.Nullable;

/** Application property values between AMQP and {@link io.trunkline.broker.BrokerMessage}. */
final class ApplicationValues {
  private ApplicationValues() {}

  /** Returns the value as filters see it; types without a twin in Java keep their encoding. */
  static Object read(RawValue raw) {
    if (raw.code() == (EncodingCodes.TIMESTAMP & 0xFF)) {
      Long millis = raw.number();
      return Instant.ofEpochMilli(millis == null ? 0 : millis);
    }
    if (raw.code() == (EncodingCodes.STR8 & 0xFF)) {
      return String.valueOf(raw.text());
    }
    Object value = raw.isNull() ? null : raw.value();
    return switch (value) {
      case Boolean b -> b;
      case Byte b -> b;
      case Short s -> s;
      case Integer i -> i;
      case Long l -> l;
      case Float f -> f;
      case Double d -> d;
      case Character c -> c;
      case String s -> s;
      case UUID u -> u;
      case null, default -> new EncodedValue(comparable(value), raw.copy());
    };
  }

  /** Writes a value that {@link #read} returned, or that a filter action or settlement made. */
  static void write(ProtonBuffer buffer, Encoder encoder, EncoderState state, Object value) {
    switch (value) {
      case Instant instant -> encoder.writeTimestamp(buffer, state, instant.toEpochMilli());
      case EncodedValue encoded -> buffer.writeBytes(encoded.encoded());
      default -> encoder.writeObject(buffer, state, value);
    }
  }

  /**
   * Returns a decoded value, for example of a settlement's properties to modify, in the form that
   * {@link #read} gives it.
   */
  static Object of(@Nullable Object value) {
    ProtonBuffer buffer = ProtonBufferAllocator.defaultAllocator().allocate(64);
    Encoder encoder = CodecFactory.getEncoder();
    encoder.writeObject(buffer, encoder.newEncoderState(), value);
    byte[] bytes = new byte[buffer.getReadableBytes()];
    buffer.readBytes(bytes, 0, bytes.length);
    return read(RawValue.at(bytes, 0));
  }

  /** Returns a value of {@link #read} as protonj2 encodes it inside of maps and lists. */
  static @Nullable Object amqp(Object value) {
    return switch (value) {
      case Instant instant -> Date.from(instant);
      case EncodedValue encoded -> RawValue.at(encoded.encoded(), 0).value();
      default -> value;
    };
  }

  private static @Nullable Object comparable(@Nullable Object value) {
    return switch (value) {
      case Symbol symbol -> symbol.toString();
      case UnsignedByte number -> number.longValue();
      case UnsignedShort number -> number.longValue();
      case UnsignedInteger number -> number.longValue();
      case UnsignedLong number -> number.longValue() >= 0 ? number.longValue() : null;
      case DescribedType described -> comparable(described.getDescribed());
      case Long number -> number;
      case String text -> text;
      case null, default -> null;
    };
  }
}
