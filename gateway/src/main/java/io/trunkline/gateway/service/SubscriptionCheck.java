package io.trunkline.gateway.service;

import io.trunkline.gateway.catalog.Api;
import io.trunkline.gateway.catalog.Product;
import io.trunkline.gateway.catalog.ServiceCatalog;
import io.trunkline.gateway.catalog.Subscription;
import io.trunkline.gateway.catalog.Subscription.Scope;
import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.PolicyError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/** Checks the subscription key ({@code reference/api-management.md §4.2}). */
final class SubscriptionCheck {
  private static final String MISSING =
      "Access denied due to missing subscription key. Make sure to include subscription key when"
          + " making requests to this API.";
  private static final String INVALID =
      "Access denied due to invalid subscription key. Make sure to provide a valid key for an"
          + " active subscription.";

  private SubscriptionCheck() {}

  /**
   * Decides in whose name the request is made.
   *
   * @throws PolicyError 401 when it may not be made
   */
  static void check(Exchange exchange, Api api) {
    Optional<String> key =
        exchange
            .request()
            .headers()
            .joined(api.keyHeader())
            .or(() -> exchange.request().originalUrl().query().joined(api.keyQuery()));
    exchange.request().url().query().remove(api.keyQuery());
    ServiceCatalog service = exchange.service();
    if (key.isPresent()) {
      Subscription subscription =
          find(service, key.get())
              .orElseThrow(() -> denied(exchange, api, "SubscriptionKeyInvalid", INVALID));
      exchange.authorize(product(exchange, api, subscription), subscription);
      return;
    }
    Optional<Product> open = service.openProduct(api);
    if (open.isEmpty() && api.subscriptionRequired()) {
      throw denied(exchange, api, "SubscriptionKeyNotFound", MISSING);
    }
    exchange.authorize(open.orElse(null), null);
  }

  /** Compares with every key in constant time; which one matches shows in no timing. */
  private static Optional<Subscription> find(ServiceCatalog service, String key) {
    byte[] given = key.getBytes(StandardCharsets.UTF_8);
    Subscription found = null;
    for (Subscription subscription : service.subscriptions()) {
      boolean primary = same(given, subscription.primaryKey());
      boolean secondary = same(given, subscription.secondaryKey());
      if (primary || secondary) {
        found = subscription;
      }
    }
    return Optional.ofNullable(found).filter(Subscription::active);
  }

  private static boolean same(byte[] given, String key) {
    return !key.isEmpty() && MessageDigest.isEqual(given, key.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the product whose policies apply, or null where the key is not a product's. */
  private static Product product(Exchange exchange, Api api, Subscription subscription) {
    return switch (subscription.scope()) {
      case Scope.AllApis ignored -> null;
      case Scope.OneApi one -> {
        if (!one.id().equalsIgnoreCase(api.id())) {
          throw denied(exchange, api, "SubscriptionKeyInvalid", INVALID);
        }
        yield null;
      }
      case Scope.OneProduct one ->
          exchange
              .service()
              .product(one.id())
              .filter(product -> product.contains(api))
              .orElseThrow(() -> denied(exchange, api, "SubscriptionKeyInvalid", INVALID));
    };
  }

  private static PolicyError denied(Exchange exchange, Api api, String reason, String message) {
    String realm =
        exchange.request().originalUrl().scheme()
            + "://"
            + exchange.request().originalUrl().host()
            + "/"
            + api.path();
    return new PolicyError(
        401,
        reason,
        message,
        message,
        Map.of(
            "WWW-Authenticate",
            "AzureApiManagementKey realm=\"%s\",name=\"%s\",type=\"header\""
                .formatted(realm, api.keyHeader())));
  }
}
