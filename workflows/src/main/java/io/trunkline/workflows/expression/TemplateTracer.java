package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.net.codec.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates the texts of a template one by one and keeps what gave their values. */
final class TemplateTracer {
  private final EvaluationContext context;
  private final List<ExpressionTrace> traces = new ArrayList<>();

  TemplateTracer(EvaluationContext context) {
    this.context = context;
  }

  List<ExpressionTrace> trace(
      JsonNode source, TemplateNode root, String path, @Nullable JsonNode recorded) {
    walk(source, root, path, recorded == null ? MissingNode.getInstance() : recorded);
    return List.copyOf(traces);
  }

  private void walk(JsonNode source, TemplateNode node, String path, JsonNode recorded) {
    switch (node) {
      case TemplateNode.Constant _ -> {}
      case TemplateNode.Computed _, TemplateNode.Interpolated _ ->
          evaluate(source, node, path, recorded);
      case TemplateNode.Properties object -> {
        int index = 0;
        for (var field : source.properties()) {
          // Properties stand in the order of the source.
          TemplateNode.Property property = object.properties().get(index++);
          walk(field.getValue(), property.value(), property.path(), recorded.path(field.getKey()));
        }
      }
      case TemplateNode.Elements array -> {
        for (int index = 0; index < array.elements().size(); index++) {
          walk(
              source.get(index),
              array.elements().get(index),
              JsonPath.element(path, index),
              recorded.path(index));
        }
      }
    }
  }

  private void evaluate(JsonNode source, TemplateNode node, String path, JsonNode recorded) {
    ObservedContext observed = new ObservedContext(context);
    String text = source.isTextual() ? source.textValue() : source.toString();
    List<Reference> references = new ArrayList<>();
    new ReferenceCollector(references).collect(node);
    JsonNode value = null;
    String error = null;
    try {
      value = TemplateEvaluator.evaluate(node, observed);
    } catch (ExpressionException e) {
      error = e.getMessage();
    }
    if (!recorded.isMissingNode() && (value == null || !same(value, recorded))) {
      // A variable has changed since, or time has passed: what was recorded is the truth.
      traces.add(new ExpressionTrace(path, text, recorded, null, references, List.of()));
    } else {
      traces.add(new ExpressionTrace(path, text, value, error, references, observed.found()));
    }
  }

  /** Numbers of different width are the same. */
  private static boolean same(JsonNode value, JsonNode recorded) {
    return value.equals(recorded) || Json.text(value).equals(Json.text(recorded));
  }
}
