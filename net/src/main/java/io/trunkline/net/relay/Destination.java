package io.trunkline.net.relay;

/**
 * A node that answers.
 *
 * @param node its name
 * @param host where the other nodes reach it
 * @param port its relay port
 */
public record Destination(String node, String host, int port) {
  /** This node itself. */
  public static final Destination HERE = new Destination("", "", 0);

  public boolean here() {
    return node.isEmpty();
  }
}
