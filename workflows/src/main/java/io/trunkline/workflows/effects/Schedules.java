package io.trunkline.workflows.effects;

import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.TriggerType;
import io.trunkline.workflows.definition.schedule.Recurrence;
import io.trunkline.workflows.definition.schedule.RecurrenceSchedule;
import io.trunkline.workflows.expression.ExpressionException;
import java.time.Instant;
import java.util.Optional;

/** Says when schedules and polls are due (reference/workflows.md §3.5). */
public final class Schedules {
  private Schedules() {}

  /**
   * Returns when a trigger is due after it was saved or enabled, or 0 for one that is called.
   *
   * @throws ExpressionException when the recurrence is wrong
   */
  public static long first(
      TriggerDefinition trigger, WorkflowVersion version, Environment environment) {
    Instant now = environment.clock().instant();
    return switch (trigger.type()) {
      case RECURRENCE ->
          schedule(trigger, version, environment)
              .flatMap(schedule -> schedule.first(now))
              .map(Instant::toEpochMilli)
              .orElse(0L);
      case API_CONNECTION, SERVICE_PROVIDER -> now.toEpochMilli();
      default -> 0;
    };
  }

  /**
   * Returns when a trigger is due after a check that ends now. Occurrences of a schedule that were
   * missed are not made up for.
   */
  static long next(TriggerDefinition trigger, WorkflowVersion version, Environment environment) {
    Instant now = environment.clock().instant();
    Optional<RecurrenceSchedule> schedule = schedule(trigger, version, environment);
    if (schedule.isEmpty()) {
      return trigger.type() == TriggerType.RECURRENCE ? 0 : now.toEpochMilli();
    }
    return schedule.get().next(now).map(Instant::toEpochMilli).orElse(0L);
  }

  private static Optional<RecurrenceSchedule> schedule(
      TriggerDefinition trigger, WorkflowVersion version, Environment environment) {
    Instant savedAt = Instant.ofEpochMilli(version.record().createdAt());
    try {
      return trigger
          .recurrence()
          .map(template -> template.evaluate(TriggerContext.before(version, environment)))
          .map(value -> new RecurrenceSchedule(Recurrence.from(value), savedAt));
    } catch (IllegalArgumentException e) {
      throw new ExpressionException(
          "InvalidWorkflowTriggerRecurrence: the recurrence of trigger '%s' is wrong: %s"
              .formatted(trigger.name(), e.getMessage()));
    }
  }
}
