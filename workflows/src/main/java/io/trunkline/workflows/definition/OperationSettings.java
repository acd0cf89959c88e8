package io.trunkline.workflows.definition;

import io.trunkline.workflows.expression.Template;
import java.util.Optional;
import java.util.Set;

/**
 * What triggers and actions have in common besides their inputs (reference/workflows.md §3.1,
 * §4.1).
 *
 * @param trackedProperties an object after evaluation
 * @param timeout {@code limit.timeout}, an ISO 8601 duration after evaluation
 * @param retryPolicy {@code inputs.retryPolicy}, for {@link RetryPolicy#from} after evaluation
 */
public record OperationSettings(
    Set<OperationOption> options,
    Optional<Template> trackedProperties,
    Optional<Template> timeout,
    Optional<Template> retryPolicy,
    RuntimeConfiguration runtime) {
  public OperationSettings {
    options = Set.copyOf(options);
  }

  public boolean has(OperationOption option) {
    return options.contains(option);
  }
}
