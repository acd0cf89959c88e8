package io.trunkline.net.http;

import io.vertx.core.http.RequestOptions;

/**
 * The addresses of the cluster's own doors. What any of them serves, every node serves: a call to
 * one of them goes to this node's door, so that it does not depend on another node being up.
 */
@FunctionalInterface
public interface OwnAddresses {
  /** A node without others: an address is what it says. */
  OwnAddresses NONE = options -> {};

  /** Turns a call to this node's own door where it is to one of the cluster's doors. */
  void localize(RequestOptions options);
}
