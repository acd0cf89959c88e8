package io.trunkline.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The traces that the other nodes of the cluster keep: one order may pass several nodes. */
@FunctionalInterface
public interface PeerTraces {
  /** A node without others. */
  PeerTraces NONE = query -> List.of();

  /**
   * Asks every other node; one that does not answer soon is left out.
   *
   * @param query for {@link Monitor#traces} of those nodes
   */
  List<JsonNode> ask(String query);
}
