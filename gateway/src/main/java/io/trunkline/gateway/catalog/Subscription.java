package io.trunkline.gateway.catalog;

/**
 * A subscription with its keys.
 *
 * @param scope what the keys open
 * @param active whether they do so now
 */
public record Subscription(
    String id,
    String displayName,
    Scope scope,
    boolean active,
    String primaryKey,
    String secondaryKey) {

  /** What a subscription's keys open. */
  public sealed interface Scope {
    /** Every API of the service; the service itself counts as the same. */
    record AllApis() implements Scope {}

    record OneApi(String id) implements Scope {}

    record OneProduct(String id) implements Scope {}
  }

  @Override
  public String toString() {
    return "subscription " + id;
  }
}
