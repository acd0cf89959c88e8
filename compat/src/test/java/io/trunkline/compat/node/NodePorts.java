package io.trunkline.compat.node;

import io.trunkline.net.Endpoints;
import io.trunkline.server.cluster.Ports;
import io.trunkline.testkit.FreePorts;

/** Finds where a node can listen. */
public final class NodePorts {
  private NodePorts() {}

  /** Returns an offset at which no port of a node is taken. */
  public static int freeOffset() {
    Endpoints at = Endpoints.local(0);
    return FreePorts.offset(
        at.amqp(), at.amqps(), at.https(), at.http(), at.admin(), Ports.RAFT, Ports.RELAY);
  }
}
