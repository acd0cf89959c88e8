package io.trunkline.broker.state;

import io.trunkline.broker.EncodedValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the broker's binary formats: big-endian numbers, counted texts. */
final class BinaryWriter {
  private byte[] bytes;
  private int length;

  BinaryWriter(int sizeHint) {
    bytes = new byte[Math.max(64, sizeHint)];
  }

  byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
    }
  }

  BinaryWriter octet(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
    return this;
  }

  BinaryWriter flag(boolean value) {
    return octet(value ? 1 : 0);
  }

  BinaryWriter number(long value) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** Writes a count or size in one to five bytes. */
  BinaryWriter count(int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      octet((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    return octet(rest);
  }

  BinaryWriter raw(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  BinaryWriter bytes(byte[] value) {
    return count(value.length).raw(value);
  }

  BinaryWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  BinaryWriter uuid(UUID value) {
    return number(value.getMostSignificantBits()).number(value.getLeastSignificantBits());
  }

  BinaryWriter optionalText(@Nullable String value) {
    return value == null ? flag(false) : flag(true).text(value);
  }

  BinaryWriter optionalNumber(@Nullable Long value) {
    return value == null ? flag(false) : flag(true).number(value);
  }

  BinaryWriter numbers(List<Long> values) {
    count(values.size());
    values.forEach(this::number);
    return this;
  }

  BinaryWriter queue(QueueId queue) {
    return number(queue.entity()).octet(queue.subQueue().code());
  }

  BinaryWriter properties(Map<String, Object> properties) {
    count(properties.size());
    properties.forEach((name, value) -> text(name).value(value));
    return this;
  }

  private void value(Object value) {
    switch (value) {
      case Boolean flag -> octet('?').flag(flag);
      case Byte number -> octet('b').octet(number);
      case Short number -> octet('s').number(number);
      case Integer number -> octet('i').number(number);
      case Long number -> octet('l').number(number);
      case Float number -> octet('f').number(Float.floatToRawIntBits(number));
      case Double number -> octet('d').number(Double.doubleToRawLongBits(number));
      case Character character -> octet('c').number(character);
      case String text -> octet('t').text(text);
      case UUID uuid -> octet('u').uuid(uuid);
      case Instant time -> octet('m').number(time.toEpochMilli());
      case EncodedValue encoded -> {
        octet('e').bytes(encoded.encoded()).flag(encoded.comparable() != null);
        if (encoded.comparable() != null) {
          value(encoded.comparable());
        }
      }
      default ->
          throw new IllegalArgumentException(
              "not an application property: " + value.getClass().getName());
    }
  }
}
