package io.trunkline.broker.state;

import io.trunkline.broker.EncodedValue;
import io.trunkline.broker.SubQueue;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link BinaryWriter} wrote.
 *
 * <p>All methods throw {@link IllegalArgumentException} where the bytes end too early.
 */
final class BinaryReader {
  private static final SubQueue[] SUB_QUEUES = SubQueue.values();
  private final ByteBuffer buffer;

  BinaryReader(byte[] bytes) {
    buffer = ByteBuffer.wrap(bytes);
  }

  int octet() {
    require(1);
    return buffer.get() & 0xFF;
  }

  /** Returns a number that was not written before there was one: 0 then. */
  long laterNumber() {
    return buffer.hasRemaining() ? number() : 0;
  }

  boolean flag() {
    return octet() != 0;
  }

  long number() {
    require(Long.BYTES);
    return buffer.getLong();
  }

  int count() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int octet = octet();
      value |= (octet & 0x7F) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("a count of more than five bytes");
  }

  byte[] bytes() {
    int length = count();
    require(length);
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  UUID uuid() {
    return new UUID(number(), number());
  }

  @Nullable String optionalText() {
    return flag() ? text() : null;
  }

  @Nullable Long optionalNumber() {
    return flag() ? Long.valueOf(number()) : null;
  }

  List<Long> numbers() {
    int count = count();
    List<Long> numbers = new ArrayList<>(Math.min(count, buffer.remaining()));
    for (int i = 0; i < count; i++) {
      numbers.add(number());
    }
    return numbers;
  }

  QueueId queue() {
    return new QueueId(number(), SUB_QUEUES[octet()]);
  }

  Map<String, Object> properties() {
    int count = count();
    if (count == 0) {
      return Map.of();
    }
    Map<String, Object> properties = LinkedHashMap.newLinkedHashMap(Math.min(count, 1_000));
    for (int i = 0; i < count; i++) {
      properties.put(text(), value());
    }
    return properties;
  }

  private Object value() {
    int type = octet();
    return switch (type) {
      case '?' -> flag();
      case 'b' -> (byte) octet();
      case 's' -> (short) number();
      case 'i' -> (int) number();
      case 'l' -> number();
      case 'f' -> Float.intBitsToFloat((int) number());
      case 'd' -> Double.longBitsToDouble(number());
      case 'c' -> (char) number();
      case 't' -> text();
      case 'u' -> uuid();
      case 'm' -> Instant.ofEpochMilli(number());
      case 'e' -> {
        byte[] encoded = bytes();
        yield new EncodedValue(flag() ? value() : null, encoded);
      }
      default -> throw new IllegalArgumentException("unknown property type " + type);
    };
  }

  private void require(int length) {
    if (length < 0 || buffer.remaining() < length) {
      throw new IllegalArgumentException("the bytes end too early", new BufferUnderflowException());
    }
  }
}
