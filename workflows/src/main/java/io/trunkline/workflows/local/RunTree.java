package io.trunkline.workflows.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.expression.ExpressionTrace;
import io.trunkline.workflows.state.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Draws a run as a tree, for terminals. */
public final class RunTree {
  /** Passes of a loop that are drawn; how many more there are is said. */
  private static final int MAX_PASSES = 20;

  private static final int MAX_VALUE = 200;

  private final boolean expressions;
  private final StringBuilder text = new StringBuilder();

  private RunTree(boolean expressions) {
    this.expressions = expressions;
  }

  /** Returns the tree of a run, a line for each step, and the answer to the caller. */
  public static String of(RunReport report) {
    return new RunTree(false).draw(report);
  }

  /** As {@link #of}, with every expression and its value. */
  public static String explained(RunReport report) {
    return new RunTree(true).draw(report);
  }

  private String draw(RunReport report) {
    line(
        "",
        "%s  %s%s  in %s"
            .formatted(
                report.workflow(),
                report.status().text(),
                code(report.status(), report.code()),
                duration(report.duration())));
    failure("", report.error());
    steps(report.steps(), "");
    if (report.response() != null) {
      JsonNode body = report.response().body();
      line(
          "",
          "answered %d%s"
              .formatted(report.response().statusCode(), body == null ? "" : " " + value(body)));
    }
    if (report.outputs() != null) {
      report
          .outputs()
          .properties()
          .forEach(
              one ->
                  line("", "output " + one.getKey() + " = " + value(one.getValue().path("value"))));
    }
    return text.toString();
  }

  private void steps(List<RunReport.Step> steps, String indent) {
    boolean passes = !steps.isEmpty() && steps.getFirst().isPass();
    int shown = passes ? Math.min(steps.size(), MAX_PASSES) : steps.size();
    for (int i = 0; i < shown; i++) {
      boolean last = i == steps.size() - 1;
      step(steps.get(i), indent + (last ? "└─ " : "├─ "), indent + (last ? "   " : "│  "));
    }
    if (shown < steps.size()) {
      line(indent + "└─ ", "… %d more passes".formatted(steps.size() - shown));
    }
  }

  private void step(RunReport.Step step, String first, String rest) {
    StringBuilder title = new StringBuilder(mark(step.status())).append(' ').append(step.name());
    if (!step.isPass()) {
      title.append(" (").append(step.type()).append(')');
    }
    if (step.status() != Status.SUCCEEDED) {
      title.append("  ").append(step.status().text());
    }
    title.append(code(step.status(), step.code()));
    if (step.status() != Status.SKIPPED) {
      title.append("  ").append(duration(step.duration()));
    }
    if (step.retries() > 0) {
      title.append("  after ").append(step.retries()).append(" retries");
    }
    line(first, title.toString());
    failure(rest, step.status() == Status.SKIPPED ? null : step.error());
    if (expressions) {
      step.expressions().forEach(trace -> expression(trace, step, rest));
    }
    steps(step.children(), rest);
  }

  private void expression(ExpressionTrace trace, RunReport.Step step, String indent) {
    int start = trace.path().indexOf(step.name());
    String place = start < 0 ? trace.path() : trace.path().substring(start + step.name().length());
    line(
        indent,
        "  %s  %s = %s"
            .formatted(
                place.replaceFirst("^['\\].]+", ""),
                shortened(trace.text()),
                trace.error() == null ? value(trace.value()) : "error: " + trace.error()));
    trace.parts().forEach(part -> parts(part, indent + "    "));
  }

  private void parts(ExpressionTrace.Part part, String indent) {
    line(
        indent,
        "%s = %s"
            .formatted(
                shortened(part.text()),
                part.error() == null ? value(part.value()) : "error: " + part.error()));
    part.parts().forEach(inner -> parts(inner, indent + "  "));
  }

  private void failure(String indent, @Nullable Failure error) {
    if (error != null && !error.message().isEmpty()) {
      line(indent, "  " + error.code() + ": " + error.message());
    }
  }

  private void line(String indent, String content) {
    text.append(indent).append(content.replace("\n", " ")).append('\n');
  }

  private static String mark(Status status) {
    return switch (status) {
      case SUCCEEDED -> "✓";
      case SKIPPED -> "·";
      case RUNNING, WAITING -> "…";
      default -> "✗";
    };
  }

  private static String code(Status status, @Nullable String code) {
    boolean plain =
        code == null
            || code.equals("OK")
            || code.equals("NotSpecified")
            || code.equals("ActionSkipped")
            || code.equalsIgnoreCase(status.text());
    return plain ? "" : " [" + code + "]";
  }

  private static String value(@Nullable JsonNode value) {
    return value == null ? "nothing" : shortened(Json.text(value));
  }

  private static String shortened(String text) {
    return text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE) + "…";
  }

  /** Returns {@code 12 ms}, {@code 3.5 s}, {@code 2 h 5 min}. */
  static String duration(Duration duration) {
    if (duration.toMillis() < 1_000) {
      return duration.toMillis() + " ms";
    }
    if (duration.toSeconds() < 60) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
    }
    if (duration.toMinutes() < 60) {
      return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
    return duration.toHours() < 48
        ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
        : duration.toDays() + " d " + duration.toHoursPart() + " h";
  }
}
