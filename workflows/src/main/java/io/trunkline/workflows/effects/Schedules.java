package io.trunkline.workflows.effects;

import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.TriggerType;

/** Says when schedules and polls are due. */
public final class Schedules {
  private Schedules() {}

  /** Returns when a trigger is due after it was saved or enabled, or 0 for one that is called. */
  public static long first(
      TriggerDefinition trigger, WorkflowVersion version, Environment environment) {
    return environment.now();
  }

  /** Returns when a trigger is due after a check that was due at {@code scheduledAt}. */
  static long next(
      TriggerDefinition trigger,
      WorkflowVersion version,
      Environment environment,
      long scheduledAt) {
    return trigger.type() == TriggerType.RECURRENCE ? 0 : environment.now();
  }
}
