package io.trunkline.gateway.catalog;

import java.util.Set;

/**
 * A product.
 *
 * @param apis ids of its APIs, lower-case
 */
public record Product(
    String id,
    String displayName,
    boolean subscriptionRequired,
    boolean approvalRequired,
    Set<String> apis) {
  public boolean contains(Api api) {
    return apis.contains(api.id().toLowerCase(java.util.Locale.ROOT));
  }
}
