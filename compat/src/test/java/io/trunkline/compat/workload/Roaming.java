package io.trunkline.compat.workload;

import io.trunkline.net.Endpoints;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client on one node after the other.
 *
 * @param <C> the client
 */
final class Roaming<C extends AutoCloseable> implements AutoCloseable {
  private final List<Endpoints> nodes;
  private final Function<Endpoints, C> connect;
  private int at;
  private @Nullable C client;

  /** Makes a client that begins on one of the nodes. */
  Roaming(List<Endpoints> nodes, int first, Function<Endpoints, C> connect) {
    this.nodes = nodes;
    this.at = first % nodes.size();
    this.connect = connect;
  }

  /** Returns the client that is in use, a new one where there is none. */
  C client() {
    C current = client;
    if (current == null) {
      current = connect.apply(nodes.get(at));
      client = current;
    }
    return current;
  }

  /** Gives up the client; the next one is on the next node. */
  void leave() {
    C left = client;
    client = null;
    at = (at + 1) % nodes.size();
    if (left != null) {
      // closing says goodbye, and its node may not listen
      Thread.ofVirtual().start(() -> closeQuietly(left));
    }
  }

  private static void closeQuietly(AutoCloseable client) {
    try {
      client.close();
    } catch (Exception e) {
      // it was to be given up
    }
  }

  @Override
  public void close() {
    leave();
  }
}
