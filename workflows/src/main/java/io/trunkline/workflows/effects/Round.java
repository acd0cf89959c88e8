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
 * What was found to happen next in a run, to be committed in one step. It is found in looks: all of
 * one look is decided on the same state, and what would depend on something else of it is left for
 * the next, which sees the state as it will be. So actions that only compute share a commit; calls
 * are made, and callers answered, after it.
 */
final class Round {
  /** About what an event takes beside its values, as JSON text. */
  private static final int EVENT_BYTES = 256;

  private final WorkflowVersion version;
  private final RunView view;
  private final Environment environment;
  private final List<RunEvent> events = new ArrayList<>();
  private final Set<String> changed = new HashSet<>();
  private final IdentityHashMap<JsonNode, JsonNode> stored = new IdentityHashMap<>();
  private long size;
  private boolean closed;
  private long now;

  /** How many events are settled, how many of them end an action, and what they take. */
  private int settled;

  private int settledActions;
  private long settledSize;

  Round(WorkflowVersion version, RunView committed, Environment environment) {
    this.version = version;
    this.view = committed.draft();
    this.environment = environment.of(version);
    this.now = environment.now();
  }

  /**
   * Makes what the look found part of the state that the next one sees.
   *
   * @return whether there is to be another look: this one found something, and there is room
   */
  boolean settle() {
    if (events.size() == settled) {
      return false;
    }
    List<RunEvent> found = events.subList(settled, events.size());
    view.apply(found, now);
    settledActions +=
        (int) found.stream().filter(RunEvent.ActionCompleted.class::isInstance).count();
    events.add(settled, new RunEvent.TimePassed(now));
    settled = events.size();
    size += EVENT_BYTES;
    settledSize = size;
    changed.clear();
    now = Math.max(now, environment.now());
    return !full()
        && !view.run().status().ended()
        && settledActions < environment.limits().maxStepActions();
  }

  /** Returns whether a look has been settled. */
  boolean hasSettled() {
    return settled > 0;
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

  /** Forgets what the look has found. */
  void clear() {
    events.subList(settled, events.size()).clear();
    changed.clear();
    size = settledSize;
  }

  void add(RunEvent event) {
    events.add(event);
    size += EVENT_BYTES;
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
        limit.map(value -> now + Durations.required(value, "limit.timeout").toMillis()).orElse(0L);
    JsonNode kept = keep(inputs);
    grow(kept);
    add(
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
    JsonNode tracked = TrackedProperties.of(action, event, begun, context(key), now);
    add(tracked == null ? event : withTracked(event, tracked));
    for (RunEvent other : outcome.more()) {
      add(other);
      if (other instanceof RunEvent.VariableChanged change) {
        grow(change.variable().value());
      }
    }
    grow(outcome.inputs());
    grow(outcome.outputs());
    size += outcome.error() == null ? 0 : outcome.error().message().length();
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
