package io.trunkline.gateway.policy;

import io.trunkline.gateway.exchange.Exchange;
import io.trunkline.gateway.exchange.PolicyError;
import java.util.List;

/**
 * A policy at its place.
 *
 * @param policy what it does
 * @param source element name
 * @param path nested position, for example {@code choose[1]/when[2]}
 * @param id the {@code id} attribute, or empty
 */
public record Step(
    Policy policy, String source, PolicyScope scope, Section section, String path, String id) {

  /** Runs steps in order until one ends the pipeline. */
  public static Policy.Flow run(List<Step> steps, Exchange exchange) {
    for (Step step : steps) {
      if (step.run(exchange) == Policy.Flow.RESPOND) {
        return Policy.Flow.RESPOND;
      }
    }
    return Policy.Flow.CONTINUE;
  }

  private Policy.Flow run(Exchange exchange) {
    try {
      return policy.apply(exchange);
    } catch (PolicyError e) {
      throw e.at(source, scope.label(), section.element(), path, id);
    }
  }
}
