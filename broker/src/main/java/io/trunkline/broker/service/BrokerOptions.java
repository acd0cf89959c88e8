package io.trunkline.broker.service;

import org.jspecify.annotations.Nullable;

/**
 * How the broker of a node is set up.
 *
 * @param defaultNamespace namespace that hosts without a name of their own (such as {@code
 *     localhost}) mean; null for the only one there is
 * @param developmentKey key that is accepted for {@code RootManageSharedAccessKey} of every
 *     namespace besides its own keys: only for {@code --dev}; null for none
 */
public record BrokerOptions(@Nullable String defaultNamespace, @Nullable String developmentKey) {
  /** The key in the connection string of the official emulator. */
  public static final String EMULATOR_KEY = "SAS_KEY_VALUE";

  @Override
  public String toString() {
    return "BrokerOptions[defaultNamespace=" + defaultNamespace + "]";
  }
}
