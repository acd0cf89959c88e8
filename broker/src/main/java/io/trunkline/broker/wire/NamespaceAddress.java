package io.trunkline.broker.wire;

import io.trunkline.broker.service.Broker;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.net.http.Paths;
import io.trunkline.net.http.RequestHead;
import java.util.List;
import java.util.Optional;

/**
 * Which namespace an HTTP request is for: by its host, or by a path below {@code
 * /servicebus/{namespace}} at any host, for clients without a name service.
 *
 * @param prefix how many segments of the path name the namespace
 */
public record NamespaceAddress(MessagingNamespace namespace, int prefix) {
  /** Reads host and path; empty where they mean no namespace. Does not block. */
  public static Optional<NamespaceAddress> of(Broker broker, RequestHead head) {
    if (head.under("/" + MessagingNamespace.PATH)) {
      Optional<MessagingNamespace> named = broker.namespace(head.segment(1));
      if (named.isPresent()) {
        return Optional.of(new NamespaceAddress(named.get(), 2));
      }
    }
    return broker.forHost(head.host()).map(namespace -> new NamespaceAddress(namespace, 0));
  }

  /** Returns the decoded segments of the path below the namespace. */
  public List<String> segments(RequestHead head) {
    List<String> all = Paths.segments(head.path());
    return all.subList(Math.min(prefix, all.size()), all.size());
  }
}
