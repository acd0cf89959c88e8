package io.trunkline.workflows.local;

import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.ExpressionTraces;
import io.trunkline.workflows.effects.WorkflowVersion;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.IterationRecord;
import io.trunkline.workflows.state.LoopRecord;
import io.trunkline.workflows.state.RunRecord;
import io.trunkline.workflows.state.RunView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes a report of a run's records. */
final class ReportBuilder {
  private final WorkflowVersion version;
  private final RunView view;
  private final Environment environment;

  ReportBuilder(WorkflowVersion version, RunView view, Environment environment) {
    this.version = version;
    this.view = view;
    this.environment = environment;
  }

  RunReport report() {
    RunRecord run = view.run();
    return new RunReport(
        version.name(),
        run.ref().run(),
        run.trigger(),
        run.status(),
        run.code(),
        run.error(),
        duration(run.startedAt() == 0 ? run.createdAt() : run.startedAt(), run.endedAt()),
        steps(version.definition().actions().values(), ""),
        run.outputs(),
        view.response()
            .map(given -> new RunReport.Response(given.statusCode(), given.headers(), given.body()))
            .orElse(null));
  }

  private List<RunReport.Step> steps(Collection<ActionDefinition> level, String repetition) {
    List<RunReport.Step> steps = new ArrayList<>();
    for (ActionDefinition action : inOrder(level)) {
      ActionKey key = new ActionKey(action.name(), repetition);
      ActionRecord record = view.action(key);
      if (record != null) {
        steps.add(step(action, key, record));
      }
    }
    return steps;
  }

  private RunReport.Step step(ActionDefinition action, ActionKey key, ActionRecord record) {
    return new RunReport.Step(
        action.name(),
        action.type().text(),
        key.repetition(),
        record.status(),
        record.code(),
        record.error(),
        duration(record.startedAt(), record.endedAt()),
        record.retries().size(),
        record.inputs(),
        record.outputs(),
        ExpressionTraces.of(version, view, key, environment),
        action.type().isLoop()
            ? passes(action, key)
            : steps(action.body().children(), key.repetition()));
  }

  private List<RunReport.Step> passes(ActionDefinition loop, ActionKey key) {
    List<RunReport.Step> passes = new ArrayList<>();
    LoopRecord progress = view.loop(key);
    for (int index = 0; progress != null && index < progress.next(); index++) {
      IterationRecord pass = view.iteration(key, index);
      if (pass != null) {
        String repetition = key.iteration(index);
        passes.add(
            new RunReport.Step(
                "[" + index + "]",
                "",
                repetition,
                pass.status(),
                pass.code(),
                null,
                duration(pass.startedAt(), pass.endedAt()),
                0,
                null,
                null,
                List.of(),
                steps(loop.body().children(), repetition)));
      }
    }
    return passes;
  }

  /** Returns actions after those that they wait for, otherwise as written. */
  private static List<ActionDefinition> inOrder(Collection<ActionDefinition> level) {
    List<ActionDefinition> left = new ArrayList<>(level);
    List<ActionDefinition> ordered = new ArrayList<>();
    Set<String> done = new LinkedHashSet<>();
    while (!left.isEmpty()) {
      ActionDefinition next =
          left.stream()
              .filter(
                  action ->
                      action.runAfter().keySet().stream()
                          .allMatch(name -> done.contains(name.toLowerCase(Locale.ROOT))))
              .findFirst()
              .orElse(left.getFirst());
      left.remove(next);
      done.add(next.name().toLowerCase(Locale.ROOT));
      ordered.add(next);
    }
    return ordered;
  }

  private static Duration duration(long from, long to) {
    return Duration.ofMillis(to <= from ? 0 : to - from);
  }
}
