package io.trunkline.gateway.policy.access;

import io.trunkline.gateway.exchange.Exchange;

/** Names counters. */
final class Limits {
  private Limits() {}

  /** Returns the name of a subscription's counter for the policy at a place. */
  static String owner(Exchange exchange, String place) {
    String scope = place.substring(0, place.indexOf('/'));
    String entity =
        switch (scope) {
          case "product" -> exchange.product() == null ? "" : exchange.product().id();
          case "api" -> exchange.api() == null ? "" : exchange.api().id();
          case "operation" ->
              exchange.operation() == null
                  ? ""
                  : exchange.api().id() + "/" + exchange.operation().id();
          default -> "";
        };
    String subscription = exchange.subscription() == null ? "" : exchange.subscription().id();
    return String.join("|", exchange.service().resourceId(), place, entity, subscription);
  }
}
