package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.EntityPath;
import io.trunkline.broker.service.AccessRight;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the peer of a connection has shown tokens for ({@code reference/service-bus.md §3.4}): each
 * grant covers the path of its audience and everything below it.
 */
final class Claims {
  /** One SDK shows two tokens for each link; nobody needs more than this many. */
  private static final int MAX_GRANTS = 2_000;

  private final MessagingNamespace namespace;
  private final Map<String, Grant> grants = new HashMap<>();

  private record Grant(Caller caller, Instant expiresAt) {}

  Claims(MessagingNamespace namespace) {
    this.namespace = namespace;
  }

  /** Adds a grant, or renews the one for the same audience. */
  void add(String audience, Caller caller, Instant expiresAt) {
    String path = path(audience);
    if (grants.size() >= MAX_GRANTS && !grants.containsKey(path)) {
      throw new InvalidCredentialException(
          InvalidCredentialException.Reason.MALFORMED,
          "A connection may hold at most " + MAX_GRANTS + " tokens.");
    }
    grants.put(path, new Grant(caller, expiresAt));
  }

  boolean isEmpty() {
    return grants.isEmpty();
  }

  /** Forgets what has expired; returns when the next grant does. */
  Optional<Instant> expire(Instant now) {
    grants.values().removeIf(grant -> !grant.expiresAt().isAfter(now));
    return grants.values().stream()
        .map(Grant::expiresAt)
        .filter(expiry -> expiry.isBefore(Instant.MAX))
        .min(Instant::compareTo);
  }

  /** Returns whether a grant gives one of {@code rights} at the node. */
  boolean covers(NodeAddress node, EntityPath entity, AccessRight... rights) {
    for (Caller caller : callers(node)) {
      for (AccessRight right : rights) {
        if (namespace.allows(caller, entity, right)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns whether any grant covers the node, whatever its rights. */
  boolean covers(NodeAddress node) {
    return !callers(node).isEmpty();
  }

  /**
   * Returns the caller to do something at the node as: one with the right, else any, so that the
   * broker can say what is missing.
   *
   * @throws InvalidCredentialException where no token was shown for the node
   */
  Caller caller(NodeAddress node, EntityPath entity, AccessRight right) {
    List<Caller> callers = callers(node);
    for (Caller caller : callers) {
      if (namespace.allows(caller, entity, right)) {
        return caller;
      }
    }
    if (callers.isEmpty()) {
      throw new InvalidCredentialException(
          InvalidCredentialException.Reason.MISSING,
          "'%s' claim(s) are required to perform this operation. Resource: '%s'."
              .formatted(right.wireName(), entity));
    }
    return callers.getFirst();
  }

  private List<Caller> callers(NodeAddress node) {
    String path = node.grantPath();
    List<Caller> callers = new ArrayList<>();
    grants.forEach(
        (prefix, grant) -> {
          if (prefix.isEmpty() || path.equals(prefix) || path.startsWith(prefix + "/")) {
            callers.add(grant.caller());
          }
        });
    return callers;
  }

  /** Returns the path of an audience: without scheme, host and outer slashes, in lower case. */
  static String path(String audience) {
    String path = audience;
    int scheme = path.indexOf("://");
    if (scheme >= 0) {
      int slash = path.indexOf('/', scheme + 3);
      path = slash < 0 ? "" : path.substring(slash);
    }
    if (path.indexOf('%') >= 0) {
      try {
        path = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw new InvalidCredentialException(
            InvalidCredentialException.Reason.WRONG_AUDIENCE,
            "The audience has a broken percent-encoding.");
      }
    }
    return path.replaceAll("/+", "/").replaceAll("^/|/$", "").toLowerCase(Locale.ROOT);
  }
}
