package io.trunkline.kernel;

import java.util.regex.Pattern;

/**
 * The name of a node in its cluster. It belongs to the node's data directory: it is given once, and
 * never again to another directory, so that an empty replacement is never taken for the node whose
 * data is lost.
 *
 * @param value lower-case letters, digits and {@code -}; 1 to 60 characters, for example {@code
 *     node-1}
 */
public record NodeId(String value) implements Comparable<NodeId> {
  private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");

  public NodeId {
    if (!ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException("not a node name: " + value);
    }
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
