package io.trunkline.broker.service;

import java.util.List;
import java.util.Optional;

/** The messaging namespaces of a node. Thread-safe; no method blocks. */
public interface Broker {
  /**
   * Finds the namespace that a client means by a host name: that whose name is the first label,
   * else the default one.
   *
   * @param host without port, for example {@code orders-ns.servicebus.windows.net} or {@code
   *     localhost}
   */
  Optional<MessagingNamespace> forHost(String host);

  /** Returns the namespace of that name, compared without case. */
  Optional<MessagingNamespace> namespace(String name);

  /** Returns all namespaces, ordered by name. */
  List<MessagingNamespace> namespaces();
}
