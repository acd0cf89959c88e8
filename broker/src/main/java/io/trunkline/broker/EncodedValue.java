package io.trunkline.broker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An application property of an AMQP type that has no twin in Java (unsigned numbers, symbol,
 * decimal, described types): filters compare it as {@code comparable}, clients get {@code encoded}
 * back byte for byte.
 *
 * @param comparable a {@link Long}, {@link Double} or {@link String}, or null where it cannot be
 *     compared
 * @param encoded the AMQP encoding, constructor included; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that pass through; equals is written out
public record EncodedValue(@Nullable Object comparable, byte[] encoded) {
  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedValue that && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  @Override
  public String toString() {
    return String.valueOf(comparable);
  }
}
