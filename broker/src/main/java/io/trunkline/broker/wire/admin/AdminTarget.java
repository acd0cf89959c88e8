package io.trunkline.broker.wire.admin;

import io.trunkline.broker.EntityPath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a request of the administration REST is about ({@code reference/service-bus.md §13.1}). */
sealed interface AdminTarget {
  /** {@code /$namespaceinfo}. */
  record NamespaceInfo() implements AdminTarget {}

  /** {@code /$Resources/queues} or {@code /$Resources/topics}. */
  record Entities(boolean topics) implements AdminTarget {}

  /** A queue, topic or subscription. */
  record Entity(EntityPath path) implements AdminTarget {}

  /** The subscriptions of a topic. */
  record Subscriptions(EntityPath topic) implements AdminTarget {}

  /** The rules of a subscription. */
  record Rules(EntityPath subscription) implements AdminTarget {}

  /** One rule of a subscription. */
  record Rule(EntityPath subscription, String name) implements AdminTarget {}

  /** Reads the decoded segments of a path; empty where they name nothing. */
  static Optional<AdminTarget> of(List<String> segments) {
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    if (segments.getFirst().equalsIgnoreCase("$namespaceinfo")) {
      return segments.size() == 1 ? Optional.of(new NamespaceInfo()) : Optional.empty();
    }
    if (segments.getFirst().equalsIgnoreCase("$Resources")) {
      return segments.size() == 2 ? entities(segments.get(1)) : Optional.empty();
    }
    int at = -1;
    for (int i = 1; i < segments.size(); i++) {
      if (segments.get(i).equalsIgnoreCase("subscriptions")) {
        at = i;
      }
    }
    if (at < 0) {
      return Optional.of(new Entity(EntityPath.of(String.join("/", segments))));
    }
    String topic = String.join("/", segments.subList(0, at));
    List<String> below = segments.subList(at + 1, segments.size());
    if (below.isEmpty()) {
      return Optional.of(new Subscriptions(EntityPath.of(topic)));
    }
    EntityPath subscription = EntityPath.subscription(topic, below.getFirst());
    if (below.size() == 1) {
      return Optional.of(new Entity(subscription));
    }
    if (!below.get(1).equalsIgnoreCase("rules") || below.size() > 3) {
      return Optional.empty();
    }
    return Optional.of(
        below.size() == 2 ? new Rules(subscription) : new Rule(subscription, below.get(2)));
  }

  private static Optional<AdminTarget> entities(String kind) {
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "queues" -> Optional.of(new Entities(false));
      case "topics" -> Optional.of(new Entities(true));
      default -> Optional.empty();
    };
  }
}
