package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A context that keeps what every part of an expression gave. For one thread. */
final class ObservedContext extends DelegatingContext {
  /** The parts found inside of those that are being computed, the innermost first. */
  private final Deque<List<ExpressionTrace.Part>> open = new ArrayDeque<>();

  ObservedContext(EvaluationContext outer) {
    super(outer);
    open.push(new ArrayList<>());
  }

  /** Computes a part and keeps its value or error. */
  JsonNode observe(Expression expression, Supplier<JsonNode> computation) {
    open.push(new ArrayList<>());
    try {
      JsonNode value = computation.get();
      close(expression, value, null);
      return value;
    } catch (ExpressionException e) {
      close(expression, null, e.getMessage());
      throw e;
    }
  }

  private void close(Expression expression, @Nullable JsonNode value, @Nullable String error) {
    List<ExpressionTrace.Part> inner = open.pop();
    open.element()
        .add(new ExpressionTrace.Part(ExpressionText.of(expression), value, error, inner));
  }

  /** Returns what was computed, the outermost parts with what is inside of them. */
  List<ExpressionTrace.Part> found() {
    return List.copyOf(open.element());
  }
}
