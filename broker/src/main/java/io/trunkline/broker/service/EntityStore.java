package io.trunkline.broker.service;

import io.trunkline.broker.RuleDescription;
import io.trunkline.resources.ResourceId;
import java.time.Duration;
import java.util.Optional;

/**
 * Where definitions are kept (the resource tree), for changes that come over messaging protocols.
 * Methods block and throw {@link io.trunkline.broker.BrokerException}.
 */
public interface EntityStore {
  /** Creates a rule. */
  void putRule(ResourceId rule, RuleDescription description);

  /**
   * Creates a queue or topic with the settings that entities have by default.
   *
   * @param deleteOnIdle how long it may stay unused, empty for ever
   */
  void putEntity(ResourceId entity, Optional<Duration> deleteOnIdle);

  /** Creates a subscription with one rule. */
  void putSubscription(
      ResourceId subscription, RuleDescription rule, Optional<Duration> deleteOnIdle);

  /** Deletes a resource with what is below it; returns whether there was one. */
  boolean delete(ResourceId resource);
}
