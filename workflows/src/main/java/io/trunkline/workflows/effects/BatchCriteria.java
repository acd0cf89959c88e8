package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.schedule.Recurrence;
import io.trunkline.workflows.definition.schedule.RecurrenceSchedule;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.state.WorkflowRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads when the batches of a Batch trigger are released (reference/workflows.md §3.10). */
public final class BatchCriteria {
  private BatchCriteria() {}

  /**
   * Returns the batches of a trigger.
   *
   * @throws ExpressionException when one has no criterion, or a wrong one
   */
  public static List<WorkflowRecord.BatchSpec> of(
      TriggerDefinition trigger, WorkflowVersion version, Environment environment) {
    List<WorkflowRecord.BatchSpec> batches = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one :
        configurations(trigger, version, environment).entrySet()) {
      JsonNode criteria = one.getValue();
      long messages = number(criteria, "messageCount");
      long bytes = number(criteria, "batchSize");
      if (messages == 0 && bytes == 0 && recurrence(criteria).isEmpty()) {
        throw new ExpressionException(
            "MissingBatchReleaseCriteria: the batch '%s' says neither 'messageCount' nor 'batchSize' nor 'recurrence'."
                .formatted(one.getKey()));
      }
      batches.add(
          new WorkflowRecord.BatchSpec(
              one.getKey(), (int) Math.min(messages, Integer.MAX_VALUE), bytes));
    }
    return batches;
  }

  /** Returns when each batch that has a recurrence is released next after a time. */
  static Map<String, Instant> nextReleases(
      TriggerDefinition trigger, WorkflowVersion version, Environment environment, Instant after) {
    Map<String, Instant> releases = new LinkedHashMap<>();
    Instant savedAt = Instant.ofEpochMilli(version.record().createdAt());
    configurations(trigger, version, environment)
        .forEach(
            (name, criteria) ->
                recurrence(criteria)
                    .flatMap(one -> new RecurrenceSchedule(one, savedAt).next(after))
                    .ifPresent(next -> releases.put(name, next)));
    return releases;
  }

  private static Map<String, JsonNode> configurations(
      TriggerDefinition trigger, WorkflowVersion version, Environment environment) {
    JsonNode inputs = trigger.inputs().evaluate(TriggerContext.before(version, environment));
    JsonNode configurations =
        ObjectProperties.find(inputs, "configurations")
            .filter(given -> given.isObject() && !given.isEmpty())
            .orElseThrow(
                () ->
                    new ExpressionException(
                        "MissingBatchConfiguration: the trigger '%s' has no 'configurations'; batch groups of integration accounts are not supported."
                            .formatted(trigger.name())));
    Map<String, JsonNode> criteria = new LinkedHashMap<>();
    configurations
        .properties()
        .forEach(
            one ->
                criteria.put(
                    one.getKey(),
                    ObjectProperties.find(one.getValue(), "releaseCriteria")
                        .orElse(Json.object())));
    return criteria;
  }

  private static Optional<Recurrence> recurrence(JsonNode criteria) {
    try {
      return ObjectProperties.find(criteria, "recurrence").map(Recurrence::from);
    } catch (IllegalArgumentException e) {
      throw new ExpressionException("InvalidBatchConfigurationRecurrence: " + e.getMessage());
    }
  }

  private static long number(JsonNode criteria, String name) {
    Optional<JsonNode> value =
        ObjectProperties.find(criteria, name).filter(given -> !given.isNull());
    if (value.isEmpty()) {
      return 0;
    }
    if (!value.get().isIntegralNumber() || value.get().longValue() < 1) {
      throw new ExpressionException(
          "The '%s' of a batch must be a positive integer.".formatted(name));
    }
    return value.get().longValue();
  }
}
