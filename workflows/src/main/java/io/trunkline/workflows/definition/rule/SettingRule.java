package io.trunkline.workflows.definition.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.ActionBody;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.IsoDuration;
import io.trunkline.workflows.definition.OperationOption;
import io.trunkline.workflows.definition.OperationSettings;
import io.trunkline.workflows.definition.Problems;
import io.trunkline.workflows.definition.RetryPolicy;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.expression.Template;
import java.util.Optional;

/**
 * Constant settings are within their ranges; computed ones are checked when they are used
 * (reference/workflows.md §3.1, §3.13, §4.1, §5.4, §5.10).
 */
final class SettingRule implements DefinitionRule {
  private static final int MAXIMUM_RUNS = 100;

  /** The service stops at 50, to bill evenly; here it is only a guard against slips. */
  private static final int MAXIMUM_REPETITIONS = 1_000;

  private final DefinitionLimits limits;

  SettingRule(DefinitionLimits limits) {
    this.limits = limits;
  }

  @Override
  public void check(WorkflowDefinition definition, String path, Problems problems) {
    for (TriggerDefinition trigger : definition.triggers()) {
      trigger(trigger, problems);
      common(trigger.path(), trigger.settings(), definition, problems);
    }
    for (ActionDefinition action : definition.allActions()) {
      action(action, problems);
      common(action.path(), action.settings(), definition, problems);
    }
  }

  private static void trigger(TriggerDefinition trigger, Problems problems) {
    String place = JsonPath.property(trigger.path(), "runtimeConfiguration", "concurrency");
    range(
        trigger.settings().runtime().concurrentRuns(),
        MAXIMUM_RUNS,
        JsonPath.property(place, "runs"),
        "InvalidConcurrencyConfiguration",
        problems);
    range(
        trigger.settings().runtime().maximumWaitingRuns(),
        MAXIMUM_RUNS,
        JsonPath.property(place, "maximumWaitingRuns"),
        "InvalidConcurrencyConfiguration",
        problems);
    if (trigger.settings().has(OperationOption.SINGLE_INSTANCE)
        && trigger.settings().runtime().concurrentRuns().isPresent()) {
      problems.add(
          place,
          "InvalidConcurrencyConfiguration",
          "The operation option 'SingleInstance' excludes 'concurrency'.");
    }
    JsonNode inputs = trigger.inputs().source();
    if (trigger.type().isRequest() && inputs.has("relativePath") && !inputs.has("method")) {
      problems.add(
          JsonPath.property(trigger.path(), "inputs", "relativePath"),
          "A 'relativePath' needs a 'method'.");
    }
  }

  private void action(ActionDefinition action, Problems problems) {
    String place = JsonPath.property(action.path(), "runtimeConfiguration", "concurrency");
    range(
        action.settings().runtime().repetitions(),
        MAXIMUM_REPETITIONS,
        JsonPath.property(place, "repetitions"),
        "InvalidConcurrencyConfiguration",
        problems);
    if (action.settings().has(OperationOption.SEQUENTIAL)
        && action.settings().runtime().repetitions().isPresent()) {
      problems.add(
          place,
          "InvalidConcurrencyConfiguration",
          "The operation option 'Sequential' excludes 'concurrency'.");
    }
    if (action.body() instanceof ActionBody.Until until) {
      String limit = JsonPath.property(action.path(), "limit");
      range(
          until.count(),
          limits.untilPasses(),
          JsonPath.property(limit, "count"),
          "WorkflowRunActionUntilLimitInvalid",
          problems);
      duration(
          until.timeout(),
          JsonPath.property(limit, "timeout"),
          "WorkflowRunActionUntilLimitInvalid",
          problems);
    } else {
      duration(
          action.settings().timeout(),
          JsonPath.property(action.path(), "limit", "timeout"),
          "WorkflowRunActionTimeoutLimitInvalid",
          problems);
    }
  }

  private static void common(
      String path, OperationSettings settings, WorkflowDefinition definition, Problems problems) {
    settings
        .retryPolicy()
        .filter(Template::isConstant)
        .ifPresent(
            policy -> {
              try {
                RetryPolicy.from(policy.source());
              } catch (IllegalArgumentException e) {
                problems.add(JsonPath.property(path, "inputs", "retryPolicy"), e.getMessage());
              }
            });
    settings
        .runtime()
        .staticResult()
        .filter(name -> definition.staticResult(name).isEmpty())
        .ifPresent(
            name ->
                problems.add(
                    JsonPath.property(path, "runtimeConfiguration", "staticResult"),
                    "InvalidStaticResultName",
                    "The static result '%s' is not defined.".formatted(name)));
  }

  private static void range(
      Optional<Template> value, int maximum, String path, String code, Problems problems) {
    value
        .filter(Template::isConstant)
        .map(Template::source)
        .filter(node -> !isInRange(node, maximum))
        .ifPresent(
            node ->
                problems.add(
                    path,
                    code,
                    "The value '%s' is not an integer from 1 to %d."
                        .formatted(node.asText(), maximum)));
  }

  private static boolean isInRange(JsonNode node, int maximum) {
    long value = node.isIntegralNumber() ? node.longValue() : node.asLong(0);
    return value >= 1 && value <= maximum;
  }

  private static void duration(
      Optional<Template> value, String path, String code, Problems problems) {
    value
        .filter(Template::isConstant)
        .map(template -> template.source().asText())
        .filter(text -> IsoDuration.parse(text).isEmpty())
        .ifPresent(
            text -> problems.add(path, code, "'%s' is not an ISO 8601 duration.".formatted(text)));
  }
}
