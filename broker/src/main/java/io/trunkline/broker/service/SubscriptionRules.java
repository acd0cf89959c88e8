package io.trunkline.broker.service;

import io.trunkline.broker.RuleDescription;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The rules of a subscription; changes apply to messages published afterwards. */
public interface SubscriptionRules {
  /**
   * Adds a rule.
   *
   * @return completes once committed; or {@code ENTITY_ALREADY_EXISTS}, {@code ARGUMENT_ERROR} with
   *     the place of a mistake in an expression, {@code QUOTA_EXCEEDED}
   */
  CompletableFuture<Void> add(RuleDescription rule);

  /**
   * Puts a rule in the place of the one of its name, in one step: every message is matched against
   * the one or the other.
   *
   * @return completes once committed; or {@code RULE_NOT_FOUND}, {@code ARGUMENT_ERROR}
   */
  CompletableFuture<Void> replace(RuleDescription rule);

  /**
   * Removes the rule of that name.
   *
   * @return completes once committed; or {@code RULE_NOT_FOUND}
   */
  CompletableFuture<Void> remove(String name);

  /** Returns the rules, ordered by name. */
  CompletableFuture<List<RuleDescription>> list();
}
