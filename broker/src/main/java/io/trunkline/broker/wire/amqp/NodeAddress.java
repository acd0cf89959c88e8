package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.EntityPath;
import java.util.Locale;

/** What a link's source or target address means ({@code reference/service-bus.md §5}). */
sealed interface NodeAddress {
  /** The token node. */
  record Cbs() implements NodeAddress {}

  /** The management node of an entity or sub-queue. */
  record Management(EntityPath entity) implements NodeAddress {}

  /** A queue, topic, subscription or sub-queue. */
  record Entity(EntityPath entity) implements NodeAddress {}

  String MANAGEMENT = "/$management";

  /**
   * Reads an address.
   *
   * @throws io.trunkline.broker.BrokerException {@code ARGUMENT_ERROR} where it is none
   */
  static NodeAddress parse(String address) {
    String folded = address.toLowerCase(Locale.ROOT);
    String bare = folded.endsWith("/") ? folded.substring(0, folded.length() - 1) : folded;
    if (bare.equals("$cbs") || bare.endsWith("/$cbs")) {
      return new Cbs();
    }
    if (bare.endsWith(MANAGEMENT)) {
      return new Management(
          EntityPath.parse(address.substring(0, bare.length() - MANAGEMENT.length())));
    }
    return new Entity(EntityPath.parse(address));
  }

  /** Returns the path that grants are compared with, in lower case. */
  default String grantPath() {
    return switch (this) {
      case Cbs cbs -> "$cbs";
      case Management management -> management.entity().folded() + MANAGEMENT;
      case Entity entity -> entity.entity().folded();
    };
  }
}
