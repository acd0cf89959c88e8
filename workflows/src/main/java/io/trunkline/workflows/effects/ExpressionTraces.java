package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.ActionBody;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.expression.ExpressionTrace;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.expression.Template;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.LoopRecord;
import io.trunkline.workflows.state.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the expressions of an execution gave (reference/workflows.md §7.2, {@code
 * listExpressionTraces}). Values that were recorded are shown as recorded; the parts behind them
 * are computed again.
 */
public final class ExpressionTraces {
  private ExpressionTraces() {}

  /** Returns the traces of one execution of an action, in the order of the definition. */
  public static List<ExpressionTrace> of(
      WorkflowVersion version, RunView view, ActionKey key, Environment environment) {
    Optional<ActionDefinition> found = version.definition().action(key.name());
    ActionRecord record = view.action(key);
    if (found.isEmpty() || record == null) {
      return List.of();
    }
    ActionDefinition action = found.get();
    RunContext context =
        new RunContext(version, view, Place.of(version.definition(), key), environment, record);
    List<ExpressionTrace> traces = new ArrayList<>();
    inputs(action, record, context, traces);
    switch (action.body()) {
      case ActionBody.If choice ->
          add(
              choice.expression(),
              "expression",
              recorded(record, "expressionResult"),
              traces,
              context,
              action);
      case ActionBody.Switch choice ->
          add(
              choice.expression(),
              "expression",
              recorded(record, "expression"),
              traces,
              context,
              action);
      case ActionBody.Foreach loop ->
          add(loop.items(), "foreach", view.items(key).orElse(null), traces, context, action);
      case ActionBody.Until loop ->
          add(
              loop.expression(),
              "expression",
              null,
              traces,
              lastPass(version, view, key, environment, context),
              action);
      case ActionBody.Scope _, ActionBody.Operation _ -> {}
    }
    action
        .settings()
        .trackedProperties()
        .ifPresent(
            tracked ->
                add(
                    tracked,
                    "trackedProperties",
                    record.trackedProperties(),
                    traces,
                    context,
                    action));
    return List.copyOf(traces);
  }

  /** What is evaluated once per element has no single value: only its source is shown. */
  private static void inputs(
      ActionDefinition action,
      ActionRecord record,
      RunContext context,
      List<ExpressionTrace> traces) {
    String path = JsonPath.property(action.path(), "inputs");
    switch (action.type()) {
      case QUERY, SELECT, TABLE ->
          action
              .inputs()
              .property("from")
              .ifPresent(
                  from ->
                      traces.addAll(from.trace(context, JsonPath.property(path, "from"), null)));
      default -> traces.addAll(action.inputs().trace(context, path, record.inputs()));
    }
  }

  private static void add(
      Template template,
      String property,
      @Nullable JsonNode recorded,
      List<ExpressionTrace> traces,
      RunContext context,
      ActionDefinition action) {
    traces.addAll(template.trace(context, JsonPath.property(action.path(), property), recorded));
  }

  private static @Nullable JsonNode recorded(ActionRecord record, String name) {
    JsonNode inputs = record.inputs();
    return inputs == null ? null : inputs.get(name);
  }

  private static RunContext lastPass(
      WorkflowVersion version,
      RunView view,
      ActionKey key,
      Environment environment,
      RunContext otherwise) {
    LoopRecord loop = view.loop(key);
    return loop == null || loop.next() == 0
        ? otherwise
        : new RunContext(
            version,
            view,
            Place.inside(version.definition(), key, loop.next() - 1),
            environment,
            view.action(key));
  }
}
