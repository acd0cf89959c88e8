package io.trunkline.kernel;

import java.util.regex.Pattern;

/**
 * The name of a shard, unique in a node and equal on all its replicas.
 *
 * @param value lower-case letters, digits, {@code -}, {@code .} and {@code /}; 1 to 120 characters,
 *     for example {@code control} or {@code broker/orders-ns}
 */
public record ShardId(String value) implements Comparable<ShardId> {
  private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9./-]{0,119}");

  public ShardId {
    if (!ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException("not a shard name: " + value);
    }
  }

  @Override
  public int compareTo(ShardId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
