package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.apache.qpid.protonj2.codec.EncodingCodes;
import org.jspecify.annotations.Nullable;

/**
 * One encoded AMQP value inside a larger array. Values that the broker does not change travel as
 * the bytes in which they came, so that every type survives.
 *
 * @param bytes the array, never changed
 * @param from where the value's constructor stands
 * @param to where the next value starts
 */
@SuppressWarnings("ArrayRecordComponent") // a view, never compared
record RawValue(byte[] bytes, int from, int to) {
  private static final int MAX_DEPTH = 32;

  /** Where the elements of a compound value start: after constructor, size and count. */
  private static final int SMALL_START = 3;

  private static final int LARGE_START = 9;

  /**
   * Returns the value that starts at {@code from}.
   *
   * @throws BrokerException {@link BrokerError#ARGUMENT_ERROR} where the encoding is broken
   */
  static RawValue at(byte[] bytes, int from) {
    return new RawValue(bytes, from, end(bytes, from, 0));
  }

  int code() {
    return bytes[from] & 0xFF;
  }

  boolean isNull() {
    return bytes[from] == EncodingCodes.NULL;
  }

  int length() {
    return to - from;
  }

  byte[] copy() {
    byte[] copy = new byte[to - from];
    System.arraycopy(bytes, from, copy, 0, copy.length);
    return copy;
  }

  void writeTo(ProtonBuffer buffer) {
    buffer.writeBytes(bytes, from, to - from);
  }

  /** Returns the decoded value; a timestamp as a {@link Long}. */
  @Nullable Object value() {
    return switch (bytes[from]) {
      // What properties mostly are: a decoder of the library costs more than such a value.
      case EncodingCodes.NULL -> null;
      case EncodingCodes.BOOLEAN_TRUE -> true;
      case EncodingCodes.BOOLEAN_FALSE -> false;
      case EncodingCodes.SMALLINT -> (int) bytes[from + 1];
      case EncodingCodes.INT -> int32(bytes, from + 1);
      case EncodingCodes.SMALLLONG -> (long) bytes[from + 1];
      case EncodingCodes.LONG -> ByteBuffer.wrap(bytes).getLong(from + 1);
      case EncodingCodes.DOUBLE -> ByteBuffer.wrap(bytes).getDouble(from + 1);
      default -> decoded();
    };
  }

  private @Nullable Object decoded() {
    Decoder decoder = CodecFactory.getDecoder();
    try {
      return decoder.readObject(
          ProtonByteArrayBufferAllocator.wrapped(bytes, from, to - from),
          decoder.newDecoderState());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw malformed(from);
    }
  }

  /** Returns a string or symbol as text, any other value in its text form, null for null. */
  @Nullable String text() {
    return switch (bytes[from]) {
      case EncodingCodes.NULL -> null;
      case EncodingCodes.STR8 -> new String(bytes, from + 2, to - from - 2, StandardCharsets.UTF_8);
      case EncodingCodes.STR32 ->
          new String(bytes, from + 5, to - from - 5, StandardCharsets.UTF_8);
      case EncodingCodes.SYM8 ->
          new String(bytes, from + 2, to - from - 2, StandardCharsets.US_ASCII);
      default -> String.valueOf(value());
    };
  }

  /** Returns a number, a timestamp's milliseconds included; null where it is none. */
  @Nullable Long number() {
    return switch (bytes[from]) {
      case EncodingCodes.NULL -> null;
      case EncodingCodes.SMALLUINT, EncodingCodes.SMALLULONG -> bytes[from + 1] & 0xFFL;
      case EncodingCodes.UINT -> Integer.toUnsignedLong(int32(bytes, from + 1));
      case EncodingCodes.TIMESTAMP, EncodingCodes.LONG -> ByteBuffer.wrap(bytes).getLong(from + 1);
      default -> value() instanceof Number number ? number.longValue() : null;
    };
  }

  /** Returns the elements of a list. */
  List<RawValue> elements() {
    byte constructor = bytes[from];
    boolean small = constructor == EncodingCodes.LIST8 || constructor == EncodingCodes.MAP8;
    boolean large = constructor == EncodingCodes.LIST32 || constructor == EncodingCodes.MAP32;
    if (constructor == EncodingCodes.LIST0) {
      return List.of();
    }
    int at = from + (small ? SMALL_START : LARGE_START);
    if ((!small && !large) || at > to) {
      throw malformed(from);
    }
    int count = small ? bytes[at - 1] & 0xFF : int32(bytes, at - Integer.BYTES);
    List<RawValue> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (at >= to) {
        throw malformed(from);
      }
      RawValue element = at(bytes, at);
      elements.add(element);
      at = element.to;
    }
    return elements;
  }

  /** Returns the entries of a map with string or symbol keys, in order. */
  Map<String, RawValue> entries() {
    List<RawValue> flat = elements();
    if ((flat.size() & 1) == 1) {
      throw malformed(from);
    }
    Map<String, RawValue> entries = new LinkedHashMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      String key = flat.get(i).text();
      if (key == null) {
        throw malformed(from);
      }
      entries.put(key, flat.get(i + 1));
    }
    return entries;
  }

  /** Returns the bytes of a binary value. */
  RawValue content() {
    return switch (bytes[from]) {
      case EncodingCodes.VBIN8 -> new RawValue(bytes, from + 2, to);
      case EncodingCodes.VBIN32 -> new RawValue(bytes, from + 5, to);
      default -> throw malformed(from);
    };
  }

  /** Returns the numeric descriptor of a described value; -1 for an unknown symbolic one. */
  long descriptor() {
    if (bytes[from] != EncodingCodes.DESCRIBED_TYPE_INDICATOR) {
      throw malformed(from);
    }
    if (bytes[from + 1] == EncodingCodes.SMALLULONG) {
      return bytes[from + 2] & 0xFF;
    }
    RawValue descriptor = at(bytes, from + 1);
    return switch (bytes[from + 1]) {
      case EncodingCodes.ULONG0 -> 0;
      case EncodingCodes.ULONG -> ByteBuffer.wrap(bytes).getLong(from + 2);
      case EncodingCodes.SYM8 ->
          SectionKind.codeOf(
              new String(bytes, from + 3, descriptor.length() - 2, StandardCharsets.US_ASCII));
      default -> -1;
    };
  }

  /** Returns the value behind the descriptor of a described value. */
  RawValue described() {
    if (bytes[from + 1] == EncodingCodes.SMALLULONG) {
      return at(bytes, from + 3);
    }
    return at(bytes, at(bytes, from + 1).to);
  }

  static BrokerException malformed(int at) {
    return new BrokerException(
        BrokerError.ARGUMENT_ERROR, "The message is not valid AMQP 1.0 (at byte " + at + ").");
  }

  private static int end(byte[] bytes, int from, int depth) {
    if (from >= bytes.length || depth > MAX_DEPTH) {
      throw malformed(from);
    }
    int code = bytes[from] & 0xFF;
    long end =
        switch (code >>> 4) {
          case 0x0 -> code == 0 ? end(bytes, end(bytes, from + 1, depth + 1), depth + 1) : -1;
          case 0x4 -> from + 1;
          case 0x5 -> from + 2;
          case 0x6 -> from + 3;
          case 0x7 -> from + 5;
          case 0x8 -> from + 9;
          case 0x9 -> from + 17;
          case 0xA, 0xC, 0xE -> from + 1 < bytes.length ? from + 2L + (bytes[from + 1] & 0xFF) : -1;
          case 0xB, 0xD, 0xF ->
              from + 4 < bytes.length
                  ? from + 5L + Integer.toUnsignedLong(int32(bytes, from + 1))
                  : -1;
          default -> -1;
        };
    if (end < 0 || end > bytes.length) {
      throw malformed(from);
    }
    return (int) end;
  }

  private static int int32(byte[] bytes, int at) {
    if (at + 4 > bytes.length) {
      throw malformed(at);
    }
    return ByteBuffer.wrap(bytes).getInt(at);
  }
}
