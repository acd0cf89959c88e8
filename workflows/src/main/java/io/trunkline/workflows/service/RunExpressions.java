package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.ExpressionTraces;
import io.trunkline.workflows.effects.WorkflowVersion;
import io.trunkline.workflows.expression.ExpressionTrace;
import io.trunkline.workflows.expression.Reference;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.RunRecord;
import io.trunkline.workflows.state.RunView;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The expressions of runs with their values, for whoever may read history: what is secured, and
 * what was computed of something secured, is masked (reference/workflows.md §5.8).
 */
public final class RunExpressions {
  private final RunHistory history;
  private final HistoryContents contents;
  private final Environment environment;

  public RunExpressions(RunHistory history, HistoryContents contents, Environment environment) {
    this.history = history;
    this.contents = contents;
    this.environment = environment;
  }

  /** Returns the traces of an execution; empty where there is no such execution. */
  public List<ExpressionTrace> of(RunRecord run, ActionKey key) {
    Optional<WorkflowVersion> version = history.loaded(run.ref().workflow(), run.version());
    Optional<RunView> view = history.view(run.ref());
    if (version.isEmpty() || view.isEmpty()) {
      return List.of();
    }
    return ExpressionTraces.of(version.get(), view.get(), key, environment).stream()
        .map(trace -> shown(trace, run, key, version.get()))
        .toList();
  }

  private ExpressionTrace shown(
      ExpressionTrace trace, RunRecord run, ActionKey key, WorkflowVersion version) {
    boolean hidden =
        contents.secured(run, key.name(), HistoryContents.Kind.INPUTS)
            || trace.path().toLowerCase(Locale.ROOT).contains(".inputs.authentication")
            || trace.references().stream().anyMatch(one -> secured(one, run, version))
            || (contents.secured(run, null, HistoryContents.Kind.OUTPUTS)
                && trace.text().toLowerCase(Locale.ROOT).contains("trigger"));
    if (hidden) {
      return new ExpressionTrace(
          trace.path(),
          trace.text(),
          TextNode.valueOf(HistoryContents.MASK),
          null,
          trace.references(),
          List.of());
    }
    return new ExpressionTrace(
        trace.path(),
        trace.text(),
        masked(trace.value(), run, key),
        trace.error() == null ? null : contents.text(run, trace.error()),
        trace.references(),
        trace.parts().stream().map(part -> masked(part, run, key)).toList());
  }

  private boolean secured(Reference reference, RunRecord run, WorkflowVersion version) {
    return switch (reference.kind()) {
      case ACTION, SCOPE ->
          contents.secured(run, reference.name(), HistoryContents.Kind.OUTPUTS)
              || contents.secured(run, reference.name(), HistoryContents.Kind.INPUTS);
      case PARAMETER ->
          version
              .definition()
              .parameter(reference.name())
              .filter(parameter -> parameter.type().isSecure())
              .isPresent();
      case APP_SETTING -> true;
      default -> false;
    };
  }

  private ExpressionTrace.Part masked(ExpressionTrace.Part part, RunRecord run, ActionKey key) {
    return new ExpressionTrace.Part(
        part.text(),
        masked(part.value(), run, key),
        part.error() == null ? null : contents.text(run, part.error()),
        part.parts().stream().map(inner -> masked(inner, run, key)).toList());
  }

  private @Nullable JsonNode masked(@Nullable JsonNode value, RunRecord run, ActionKey key) {
    return contents.shown(run, key.name(), HistoryContents.Kind.INPUTS, value).orElse(null);
  }
}
