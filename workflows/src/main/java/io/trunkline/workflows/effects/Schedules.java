package io.trunkline.workflows.effects;

import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.TriggerType;
import io.trunkline.workflows.definition.schedule.Recurrence;
import io.trunkline.workflows.definition.schedule.RecurrenceSchedule;
import io.trunkline.workflows.definition.schedule.SlidingWindows;
import io.trunkline.workflows.expression.ExpressionException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Says when schedules and polls are due (reference/workflows.md §3.5). */
public final class Schedules {
  /** UNVERIFIED where the service draws the line. */
  private static final Duration LATE = Duration.ofMinutes(1);

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
      case SLIDING_WINDOW ->
          windows(trigger, version, environment).window(0).dueAt().toEpochMilli();
      case BATCH ->
          BatchCriteria.nextReleases(trigger, version, environment, now).values().stream()
              .mapToLong(Instant::toEpochMilli)
              .min()
              .orElse(0L);
      case HTTP, API_MANAGEMENT ->
          schedule(trigger, version, environment)
              .flatMap(schedule -> schedule.first(now))
              .map(Instant::toEpochMilli)
              .orElse(0L);
      case API_CONNECTION, SERVICE_PROVIDER, HTTP_WEBHOOK, API_CONNECTION_WEBHOOK ->
          now.toEpochMilli();
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

  /**
   * Returns whether an occurrence has passed while nobody was there for it: those that stand in a
   * calendar, by a start time or a schedule, are not made up for (§3.5). One that only follows the
   * last run by an interval is due as soon as somebody is there again, and a short delay, as when
   * another node takes over, is none.
   */
  static boolean missed(
      TriggerDefinition trigger,
      WorkflowVersion version,
      Environment environment,
      long scheduledAt) {
    boolean late = environment.now() - scheduledAt > LATE.toMillis();
    return late
        && scheduledAt > 0
        && recurrence(trigger, version, environment).filter(Recurrence::isCalendar).isPresent();
  }

  /** Returns how often a schedule fires at most; empty for without end. */
  static OptionalInt count(
      TriggerDefinition trigger, WorkflowVersion version, Environment environment) {
    return recurrence(trigger, version, environment)
        .map(Recurrence::count)
        .orElse(OptionalInt.empty());
  }

  /**
   * Returns the windows of a SlidingWindow trigger.
   *
   * @throws ExpressionException when the recurrence or the delay is wrong
   */
  static SlidingWindows windows(
      TriggerDefinition trigger, WorkflowVersion version, Environment environment) {
    Recurrence recurrence =
        recurrence(trigger, version, environment)
            .orElseThrow(
                () ->
                    new ExpressionException(
                        "InvalidSlidingWindowTriggerRecurrence: the trigger '%s' needs a recurrence."
                            .formatted(trigger.name())));
    Duration delay =
        trigger
            .inputs()
            .property("delay")
            .map(template -> template.evaluate(TriggerContext.before(version, environment)))
            .filter(value -> !value.isNull())
            .map(value -> Durations.required(value, "delay"))
            .orElse(Duration.ZERO);
    return new SlidingWindows(
        recurrence, Instant.ofEpochMilli(version.record().createdAt()), delay);
  }

  private static Optional<RecurrenceSchedule> schedule(
      TriggerDefinition trigger, WorkflowVersion version, Environment environment) {
    Instant savedAt = Instant.ofEpochMilli(version.record().createdAt());
    return recurrence(trigger, version, environment)
        .map(recurrence -> new RecurrenceSchedule(recurrence, savedAt));
  }

  private static Optional<Recurrence> recurrence(
      TriggerDefinition trigger, WorkflowVersion version, Environment environment) {
    try {
      return trigger
          .recurrence()
          .map(template -> template.evaluate(TriggerContext.before(version, environment)))
          .map(Recurrence::from);
    } catch (IllegalArgumentException e) {
      throw new ExpressionException(
          "InvalidWorkflowTriggerRecurrence: the recurrence of trigger '%s' is wrong: %s"
              .formatted(trigger.name(), e.getMessage()));
    }
  }
}
