package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.state.Firing;
import io.trunkline.workflows.state.WorkKeys;
import io.trunkline.workflows.state.WorkflowCommand;
import org.jspecify.annotations.Nullable;

/** A type of trigger that looks for itself whether it fires. */
interface TriggerCheck {
  /**
   * Makes one check; blocks.
   *
   * @throws io.trunkline.workflows.connector.ConnectorException to record it as failed
   * @throws io.trunkline.workflows.expression.ExpressionException to record it as failed
   * @throws IllegalStateException to have it made again
   */
  Result check(Site site);

  /**
   * What is checked.
   *
   * @param nextAt when the recurrence asks for the next check, or 0 where it ends
   */
  record Site(
      WorkflowVersion version,
      TriggerDefinition trigger,
      WorkKeys.Check check,
      long nextAt,
      Environment environment) {

    /** Returns what the check before left; an empty object at the first one. */
    JsonNode state() {
      return check.state() == null ? Json.object() : check.state();
    }

    TriggerContext context() {
      return TriggerContext.before(version, environment);
    }
  }

  /**
   * What came of it.
   *
   * @param firing null where there is nothing worth recording
   * @param nextAt when to check again, or 0 for never
   * @param state for the next check
   * @param settlement what to do with what was received, once it is committed
   */
  record Result(
      @Nullable Firing firing,
      long nextAt,
      @Nullable JsonNode state,
      @Nullable JsonNode settlement) {

    WorkflowCommand<?> of(WorkKeys.Check check) {
      return new WorkflowCommand.TriggerChecked(
          check.workflow(),
          check.trigger(),
          check.generation(),
          check.id(),
          firing,
          nextAt,
          state,
          settlement);
    }
  }
}
