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
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int RANDOM_LENGTH = 5;
  private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");

  public NodeId {
    if (!ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException("not a node name: " + value);
    }
  }

  /** Returns a name that no other node has, but by a coincidence that does not happen. */
  public static NodeId random(IdSource ids) {
    StringBuilder name = new StringBuilder("node-");
    for (byte random : ids.bytes(RANDOM_LENGTH)) {
      name.append(LETTERS.charAt(Byte.toUnsignedInt(random) % LETTERS.length()));
    }
    return new NodeId(name.toString());
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
