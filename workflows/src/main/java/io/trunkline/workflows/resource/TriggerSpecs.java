package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.definition.OperationOption;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.TriggerType;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.effects.BatchCriteria;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.Schedules;
import io.trunkline.workflows.effects.WorkflowVersion;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.Template;
import io.trunkline.workflows.state.VersionRecord;
import io.trunkline.workflows.state.WorkflowRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Works out how the runs of each trigger are admitted and when its first check is due. */
public final class TriggerSpecs {
  private static final int MAX_RUNS = 100;

  private TriggerSpecs() {}

  /**
   * Returns one for each trigger.
   *
   * @throws ResourceException 400 when a recurrence or concurrency setting is wrong
   */
  public static List<WorkflowRecord.TriggerSpec> of(
      ResourceId id,
      WorkflowDefinition definition,
      ObjectNode properties,
      String location,
      Environment environment) {
    JsonNode parameters = properties.path("parameters");
    VersionRecord record =
        new VersionRecord(
            "",
            "",
            definition.source(),
            parameters.isObject() ? parameters : null,
            null,
            location,
            null,
            environment.clock().millis(),
            null);
    WorkflowVersion version = new WorkflowVersion(id.toString(), record, definition);
    List<WorkflowRecord.TriggerSpec> specs = new ArrayList<>();
    for (TriggerDefinition trigger : definition.triggers()) {
      try {
        int runs =
            trigger.settings().has(OperationOption.SINGLE_INSTANCE)
                ? 1
                : number(trigger.settings().runtime().concurrentRuns(), 0);
        int waiting =
            number(
                trigger.settings().runtime().maximumWaitingRuns(),
                runs + environment.limits().defaultWaitingRuns());
        specs.add(
            new WorkflowRecord.TriggerSpec(
                trigger.name(),
                Math.min(runs, MAX_RUNS),
                Math.min(waiting, MAX_RUNS),
                Schedules.first(trigger, version, environment),
                trigger.type() == TriggerType.BATCH
                    ? BatchCriteria.of(trigger, version, environment)
                    : null));
      } catch (ExpressionException e) {
        throw new ResourceException(400, "InvalidTemplate", e.getMessage(), trigger.path());
      }
    }
    return specs;
  }

  private static int number(Optional<Template> setting, int otherwise) {
    return setting.map(Template::source).map(source -> source.asInt(otherwise)).orElse(otherwise);
  }
}
