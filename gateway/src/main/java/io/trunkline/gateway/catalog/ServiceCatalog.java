package io.trunkline.gateway.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One service with all that is configured in it but its policies. Immutable. */
public final class ServiceCatalog {
  private final String name;
  private final String resourceId;
  private final String location;
  private final List<Api> apis;
  private final Map<String, Product> products;
  private final List<Subscription> subscriptions;
  private final Map<String, Backend> backends;
  private final Map<String, String> identities;

  /**
   * @param apis in the order in which paths are tried: longer paths first
   * @param products by lower-case name
   * @param backends by lower-case name
   * @param identities ARM ids of the service's user-assigned identities by client id
   */
  public ServiceCatalog(
      String name,
      String resourceId,
      String location,
      List<Api> apis,
      Map<String, Product> products,
      List<Subscription> subscriptions,
      Map<String, Backend> backends,
      Map<String, String> identities) {
    this.name = name;
    this.resourceId = resourceId;
    this.location = location;
    this.apis = List.copyOf(apis);
    this.products = Map.copyOf(products);
    this.subscriptions = List.copyOf(subscriptions);
    this.backends = Map.copyOf(backends);
    this.identities = Map.copyOf(identities);
  }

  public String name() {
    return name;
  }

  /** Returns the ARM id of the service, whose managed identity it may have. */
  public String resourceId() {
    return resourceId;
  }

  public String location() {
    return location;
  }

  public List<Api> apis() {
    return apis;
  }

  public List<Subscription> subscriptions() {
    return subscriptions;
  }

  public Optional<Product> product(String id) {
    return Optional.ofNullable(products.get(id.toLowerCase(Locale.ROOT)));
  }

  /** Returns the product that opens an API to callers without a key, if there is one. */
  public Optional<Product> openProduct(Api api) {
    return products.values().stream()
        .filter(product -> !product.subscriptionRequired() && product.contains(api))
        .findFirst();
  }

  /** Returns the ARM id of the user-assigned identity with that client id. */
  public Optional<String> identity(String clientId) {
    return Optional.ofNullable(identities.get(clientId.toLowerCase(Locale.ROOT)));
  }

  public Optional<Backend> backend(String id) {
    return Optional.ofNullable(backends.get(id.toLowerCase(Locale.ROOT)));
  }
}
