package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.ActionBody;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.OperationOption;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.definition.UntilLimits;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.Template;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.LoopRecord;
import io.trunkline.workflows.state.RunEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Decides about Foreach and Until (reference/workflows.md §4.9). */
final class LoopSteps {
  private static final int MAX_CONCURRENCY = 1_000;

  private final RunDecider decider;

  LoopSteps(RunDecider decider) {
    this.decider = decider;
  }

  void begin(ActionDefinition action, ActionKey key, Round round) {
    if (!(action.body() instanceof ActionBody.Foreach foreach)) {
      round.start(action, key, null, ActionRecord.Work.CHILDREN, 0);
      round.add(new RunEvent.LoopStarted(key, -1, null));
      return;
    }
    JsonNode items = round.evaluate(foreach.items(), key);
    int most = round.environment().limits().maxForeachItems();
    if (!items.isArray() || items.size() > most) {
      decider.fail(
          action,
          key,
          Outcome.failed(
              "InvalidActionRepeatExpression",
              items.isArray()
                  ? "The loop '%s' has %d items; at most %d are allowed."
                      .formatted(action.name(), items.size(), most)
                  : "The 'foreach' of action '%s' must be an array.".formatted(action.name())),
          round);
    } else if (round.tooLarge(items)) {
      // Completing it with a value beyond the limits records the failure that says so.
      decider.fail(action, key, Outcome.ok(null, items), round);
    } else {
      round.start(action, key, null, ActionRecord.Work.CHILDREN, 0);
      round.add(new RunEvent.LoopStarted(key, items.size(), round.keep(items)));
    }
  }

  void proceed(ActionDefinition action, ActionRecord record, Round round) {
    LoopRecord loop = round.view().loop(record.key());
    if (loop == null) {
      return;
    }
    switch (action.body()) {
      case ActionBody.Foreach foreach -> proceed(action, foreach, loop, round);
      case ActionBody.Until until -> proceed(action, until, record, loop, round);
      default -> throw new IllegalStateException(action.type() + " is no loop");
    }
  }

  private void proceed(
      ActionDefinition action, ActionBody.Foreach foreach, LoopRecord loop, Round round) {
    Collection<ActionDefinition> children = foreach.actions().values();
    Status outcome = loop.outcome();
    int open = loop.open().size();
    for (int index : loop.open()) {
      String repetition = loop.key().iteration(index);
      if (decider.advance(children, repetition, round)) {
        Status status = ScopeStatus.of(children, repetition, round.view());
        endPass(loop.key(), index, status, round);
        outcome = outcome.merge(status);
        open--;
      }
    }
    int next = loop.next();
    int degree = concurrency(action, loop.key(), round);
    while (open < degree && next < loop.total() && !round.full()) {
      startPass(loop.key(), next, children, round);
      next++;
      open++;
    }
    if (open == 0 && next == loop.total()) {
      round.complete(action, loop.key(), Outcome.ofScope(outcome, null));
    }
  }

  private void proceed(
      ActionDefinition action,
      ActionBody.Until until,
      ActionRecord record,
      LoopRecord loop,
      Round round) {
    Collection<ActionDefinition> children = until.actions().values();
    if (loop.next() == 0) {
      startPass(loop.key(), 0, children, round);
      return;
    }
    int index = loop.next() - 1;
    String repetition = loop.key().iteration(index);
    if (!decider.advance(children, repetition, round)) {
      return;
    }
    Status status = ScopeStatus.of(children, repetition, round.view());
    endPass(loop.key(), index, status, round);
    try {
      if (isDone(action, until, loop.key(), index, round)) {
        round.complete(action, loop.key(), Outcome.ofScope(status, null));
        return;
      }
      Duration elapsed = Duration.ofMillis(round.environment().now() - record.startedAt());
      UntilLimits.Verdict verdict = limits(until, loop.key(), round).after(index + 1, elapsed);
      if (verdict == UntilLimits.Verdict.CONTINUE) {
        startPass(loop.key(), index + 1, children, round);
      } else {
        round.complete(action, loop.key(), limitReached(action, verdict));
      }
    } catch (ExpressionException e) {
      round.complete(action, loop.key(), Round.failed(e));
    }
  }

  private static boolean isDone(
      ActionDefinition action, ActionBody.Until until, ActionKey key, int index, Round round) {
    Place place = Place.inside(round.version().definition(), key, index);
    JsonNode done = until.expression().evaluate(round.context(place));
    if (!done.isBoolean()) {
      throw new ExpressionException(
          "The expression of the loop '%s' must be a boolean.".formatted(action.name()));
    }
    return done.booleanValue();
  }

  private static Outcome limitReached(ActionDefinition action, UntilLimits.Verdict verdict) {
    String code =
        verdict == UntilLimits.Verdict.COUNT_LIMIT_REACHED
            ? "CountLimitReached"
            : "TimeLimitReached";
    if (action.settings().has(OperationOption.FAIL_WHEN_LIMITS_REACHED)) {
      return Outcome.failed(code, "The loop '%s' reached its limit.".formatted(action.name()));
    }
    return new Outcome(Status.SUCCEEDED, code, null, null, null, List.of());
  }

  private static UntilLimits limits(ActionBody.Until until, ActionKey key, Round round) {
    int count =
        until
            .count()
            .map(template -> number(template, key, "limit.count", round))
            .orElse(UntilLimits.DEFAULT_COUNT);
    Duration timeout =
        until
            .timeout()
            .map(template -> Durations.required(round.evaluate(template, key), "limit.timeout"))
            .orElse(UntilLimits.DEFAULT_TIMEOUT);
    WorkflowVersion version = round.version();
    int most = version.host().untilPasses(version.record().stateless());
    return new UntilLimits(Math.clamp(count, 1, most), timeout);
  }

  /** Returns how many passes may be open at once; a Foreach inside another is sequential. */
  private static int concurrency(ActionDefinition action, ActionKey key, Round round) {
    boolean nested =
        round.context(key).place().frames().stream()
            .anyMatch(frame -> frame.definition().body() instanceof ActionBody.Foreach);
    if (nested || action.settings().has(OperationOption.SEQUENTIAL)) {
      return 1;
    }
    Optional<Template> repetitions = action.settings().runtime().repetitions();
    return repetitions
        .map(
            template ->
                Math.clamp(
                    number(template, key, "concurrency.repetitions", round), 1, MAX_CONCURRENCY))
        .orElse(round.environment().limits().foreachConcurrency());
  }

  private static int number(Template template, ActionKey key, String property, Round round) {
    JsonNode value = round.evaluate(template, key);
    if (!value.isIntegralNumber()) {
      throw new ExpressionException("The value of '%s' must be an integer.".formatted(property));
    }
    return Math.clamp(value.longValue(), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private void startPass(
      ActionKey loop, int index, Collection<ActionDefinition> children, Round round) {
    round.add(new RunEvent.IterationStarted(loop, index));
    decider.advance(children, loop.iteration(index), round);
  }

  private static void endPass(ActionKey loop, int index, Status status, Round round) {
    String code = status == Status.SUCCEEDED ? Outcome.NOT_SPECIFIED : "ActionFailed";
    round.add(new RunEvent.IterationEnded(loop, index, status, code));
  }
}
