package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.tracing.Trace;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.Template;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.RunEvent;
import io.trunkline.workflows.state.RunView;
import io.trunkline.workflows.state.ValueLimits;
import io.trunkline.workflows.state.VariableRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One look at a run: what was found to happen next. Everything is decided on the same committed
 * state. What would not fit, or would depend on something else of this round, is left for the next.
 */
final class Round {
  private final WorkflowVersion version;
  private final RunView view;
  private final Environment environment;
  private final List<RunEvent> events = new ArrayList<>();
  private final Set<String> changed = new HashSet<>();
  private final IdentityHashMap<JsonNode, JsonNode> stored = new IdentityHashMap<>();
  private long size;
  private boolean closed;

  Round(WorkflowVersion version, RunView view, Environment environment) {
    this.version = version;
    this.view = view;
    this.environment = environment;
  }

  WorkflowVersion version() {
    return version;
  }

  RunView view() {
    return view;
  }

  Environment environment() {
    return environment;
  }

  List<RunEvent> events() {
    return events;
  }

  /** Returns whether nothing more may be added: the step is large enough, or ends the run. */
  boolean full() {
    return closed || size >= environment.limits().maxStepBytes();
  }

  /** Lets nothing more be added. */
  void close() {
    closed = true;
  }

  /** Returns whether a value may not be kept; {@link #complete} says why. */
  boolean tooLarge(JsonNode value) {
    return ValueLimits.tooDeep(value)
        || ValueLimits.size(value) > environment.limits().maxValueBytes();
  }

  /** Forgets what was found, because something ends the run. */
  void clear() {
    events.clear();
    changed.clear();
    size = 0;
  }

  void add(RunEvent event) {
    events.add(event);
  }

  RunContext context(ActionKey key) {
    return new RunContext(
        version, view, Place.of(version.definition(), key), environment, view.action(key));
  }

  RunContext context(Place place) {
    return new RunContext(version, view, place, environment, null);
  }

  /** Records that an action begins and will take a while. */
  void start(
      ActionDefinition action,
      ActionKey key,
      @Nullable JsonNode inputs,
      ActionRecord.Work work,
      long dueAt) {
    // The limit of an Until is checked between its passes instead (§4.9).
    Optional<JsonNode> limit =
        action
            .settings()
            .timeout()
            .filter(template -> action.type() != ActionType.UNTIL)
            .map(template -> template.evaluate(context(key)));
    long timeLimitAt =
        limit
            .map(value -> environment.now() + Durations.required(value, "limit.timeout").toMillis())
            .orElse(0L);
    JsonNode kept = keep(inputs);
    grow(kept);
    events.add(
        new RunEvent.ActionStarted(
            key, kept, environment.ids().uuid().toString(), work, dueAt, timeLimitAt));
  }

  /**
   * Records how an action ended.
   *
   * @return false when it has to wait for the next round
   */
  boolean complete(ActionDefinition action, ActionKey key, Outcome found) {
    Outcome limited = limited(found);
    if (conflicts(limited)) {
      return false;
    }
    Outcome outcome = kept(limited);
    ActionRecord begun = view.action(key);
    String trackingId = begun == null ? environment.ids().uuid().toString() : begun.trackingId();
    RunEvent.ActionCompleted event =
        new RunEvent.ActionCompleted(
            key,
            outcome.status(),
            outcome.code(),
            outcome.error(),
            outcome.inputs(),
            outcome.outputs(),
            null,
            trackingId);
    JsonNode tracked = TrackedProperties.of(action, event, begun, context(key), environment.now());
    events.add(tracked == null ? event : withTracked(event, tracked));
    for (RunEvent other : outcome.more()) {
      events.add(other);
      if (other instanceof RunEvent.VariableChanged change) {
        grow(change.variable().value());
      }
    }
    grow(outcome.inputs());
    grow(outcome.outputs());
    return true;
  }

  /** Starts the span of an action that takes no time. */
  Trace span(ActionDefinition action, ActionKey key) {
    return environment
        .tracing()
        .start("workflows", "action", TraceLinks.parent(view, context(key)))
        .attribute("workflow.name", version.name())
        .attribute("workflow.run", view.run().ref().run())
        .attribute("workflow.action", key.path())
        .attribute("workflow.action.type", action.type().text());
  }

  /** Evaluates a template at the place of an action. */
  JsonNode evaluate(Template template, ActionKey key) {
    return template.evaluate(context(key));
  }

  /** Returns how an action fails whose expressions do. */
  static Outcome failed(ExpressionException problem) {
    return Outcome.failed(ExpressionException.CODE, problem.getMessage());
  }

  @SuppressWarnings("ReferenceEquality") // asks which of the two it is
  private Outcome limited(Outcome outcome) {
    for (JsonNode value : new JsonNode[] {outcome.inputs(), outcome.outputs()}) {
      if (value != null && ValueLimits.tooDeep(value)) {
        return Outcome.failed(
            "ActionResultsSizeLimitExceeded",
            "The inputs or outputs are nested deeper than %d levels."
                .formatted(ValueLimits.MAX_DEPTH));
      }
      if (value != null && ValueLimits.size(value) > environment.limits().maxValueBytes()) {
        return Outcome.failed(
            "ActionResultsSizeLimitExceeded",
            "The inputs or outputs are larger than %d bytes."
                .formatted(environment.limits().maxValueBytes()),
            outcome.inputs() == value ? null : outcome.inputs());
      }
    }
    for (RunEvent event : outcome.more()) {
      if (event instanceof RunEvent.VariableChanged change && tooLarge(change.variable().value())) {
        return Outcome.failed(
            "VariableSizeLimitExceeded",
            "The variable '%s' is larger than %d bytes."
                .formatted(change.variable().name(), environment.limits().maxValueBytes()),
            outcome.inputs());
      }
    }
    return outcome;
  }

  /** Returns whether another action of this round changes the same variable, or answered too. */
  private boolean conflicts(Outcome outcome) {
    for (RunEvent event : outcome.more()) {
      String name =
          switch (event) {
            case RunEvent.VariableChanged change ->
                "variable " + change.variable().name().toLowerCase(Locale.ROOT);
            case RunEvent.ResponseGiven ignored -> "response";
            default -> "";
          };
      if (!name.isEmpty() && !changed.add(name)) {
        return true;
      }
    }
    return false;
  }

  /** Returns what stands in a record for a value; one value of a round is kept once. */
  @Nullable JsonNode keep(@Nullable JsonNode value) {
    return value == null || !(value.isContainerNode() || value.isTextual())
        ? value
        : stored.computeIfAbsent(value, one -> environment.keep(view.run().ref(), one));
  }

  private Outcome kept(Outcome outcome) {
    List<RunEvent> more = new ArrayList<>();
    for (RunEvent event : outcome.more()) {
      more.add(
          switch (event) {
            case RunEvent.VariableChanged change ->
                new RunEvent.VariableChanged(
                    new VariableRecord(
                        change.variable().name(),
                        change.variable().type(),
                        Objects.requireNonNull(keep(change.variable().value()))));
            case RunEvent.ResponseGiven given ->
                new RunEvent.ResponseGiven(given.statusCode(), given.headers(), keep(given.body()));
            default -> event;
          });
    }
    return new Outcome(
        outcome.status(),
        outcome.code(),
        outcome.error(),
        keep(outcome.inputs()),
        keep(outcome.outputs()),
        more);
  }

  private void grow(@Nullable JsonNode value) {
    size += value == null ? 0 : ValueLimits.size(value);
  }

  private static RunEvent.ActionCompleted withTracked(
      RunEvent.ActionCompleted event, JsonNode tracked) {
    return new RunEvent.ActionCompleted(
        event.key(),
        event.status(),
        event.code(),
        event.error(),
        event.inputs(),
        event.outputs(),
        tracked,
        event.trackingId());
  }
}
