package io.trunkline.gateway.policy;

/** Where a policy document stands. */
public enum PolicyScope {
  GLOBAL,
  PRODUCT,
  API,
  OPERATION;

  /** Returns the name that {@code context.LastError.Scope} gives. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
