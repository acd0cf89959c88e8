package io.trunkline.broker;

import org.jspecify.annotations.Nullable;

/**
 * A rule of a subscription.
 *
 * @param name at most 50 characters; compared without case
 * @param action null for none
 * @param createdAt milliseconds since the epoch; ignored when a rule is added
 */
public record RuleDescription(
    String name, RuleFilter filter, @Nullable RuleAction action, long createdAt) {
  /** The name of the rule that every new subscription gets. */
  public static final String DEFAULT_NAME = "$Default";

  /** Returns the rule of a new subscription: matches everything. */
  public static RuleDescription matchAll() {
    return new RuleDescription(DEFAULT_NAME, new RuleFilter.True(), null, 0);
  }
}
