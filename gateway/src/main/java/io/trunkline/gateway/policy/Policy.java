package io.trunkline.gateway.policy;

import io.trunkline.gateway.exchange.Exchange;

/** A compiled policy. Immutable; shared by all requests. */
@FunctionalInterface
public interface Policy {
  /** What happens after a policy. */
  enum Flow {
    /** The next policy runs. */
    CONTINUE,
    /** The response goes to the client as it is. */
    RESPOND
  }

  /**
   * Does the policy's work; may block.
   *
   * @throws io.trunkline.gateway.exchange.PolicyError to go to on-error
   */
  Flow apply(Exchange exchange);
}
