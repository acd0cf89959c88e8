package io.trunkline.broker.service;

import io.trunkline.broker.RuleDescription;
import io.trunkline.resources.ResourceId;

/**
 * Where definitions are kept (the resource tree), for changes that come over messaging protocols.
 * Methods block and throw {@link io.trunkline.broker.BrokerException}.
 */
public interface EntityStore {
  /** Creates a rule. */
  void putRule(ResourceId rule, RuleDescription description);

  /** Deletes a resource with what is below it; returns whether there was one. */
  boolean delete(ResourceId resource);
}
