package io.trunkline.compat.faults;

import io.trunkline.net.Endpoints;
import java.io.IOException;
import java.util.List;

/** Where the nodes of a test stand, and what can be done to the wires between them. */
interface Network extends AutoCloseable {

  /** Returns what a command must begin with to run where a node stands. */
  List<String> inside(int node);

  /** Returns the address of a node, for clients and for other nodes. */
  String host(int node);

  int portOffset(int node);

  /** Returns the address at which nodes reach what the test listens on. */
  String testHost();

  /** Returns whether the wires can be cut. */
  boolean canBeCut();

  /** Loses what one node sends to another, silently; the other way is left as it is. */
  void cut(int from, int to) throws IOException;

  /** Loses everything to and from a node, also of clients. */
  void unplug(int node) throws IOException;

  /** Makes what a node gets slow, and loses what is too much. */
  void choke(int node) throws IOException;

  /** Takes back everything that was done to the wires. */
  void mend() throws IOException;

  /** Returns where clients reach a node. */
  default Endpoints endpoints(int node) {
    Endpoints local = Endpoints.local(portOffset(node));
    return new Endpoints(
        host(node), local.amqp(), local.amqps(), local.https(), local.http(), local.admin());
  }

  @Override
  void close();
}
