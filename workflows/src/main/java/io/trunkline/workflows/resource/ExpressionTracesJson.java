package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.ExpressionTrace;
import io.trunkline.workflows.service.RunExpressions;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.RunRecord;
import org.jspecify.annotations.Nullable;

/** Answers {@code listExpressionTraces} (reference/workflows.md §7.2). */
final class ExpressionTracesJson {
  static final String ACTION = "listExpressionTraces";

  private final RunExpressions expressions;

  ExpressionTracesJson(RunExpressions expressions) {
    this.expressions = expressions;
  }

  /** Returns {@code {inputs: [{path, text, value, error?, subexpressions}]}}. */
  JsonNode of(RunRecord run, ActionKey key) {
    ObjectNode answer = Json.object();
    ArrayNode roots = answer.putArray("inputs");
    for (ExpressionTrace trace : expressions.of(run, key)) {
      ObjectNode root = roots.addObject().put("path", trace.path());
      fill(root, trace.text(), trace.value(), trace.error());
      ArrayNode parts = root.putArray("subexpressions");
      trace.parts().forEach(part -> add(part, parts));
    }
    return answer;
  }

  private static void add(ExpressionTrace.Part part, ArrayNode into) {
    ObjectNode json = into.addObject();
    fill(json, part.text(), part.value(), part.error());
    ArrayNode parts = json.putArray("subexpressions");
    part.parts().forEach(inner -> add(inner, parts));
  }

  private static void fill(
      ObjectNode json, String text, @Nullable JsonNode value, @Nullable String error) {
    json.put("text", text);
    if (error != null) {
      json.putObject("error").put("code", ExpressionException.CODE).put("message", error);
    } else {
      json.set("value", value);
    }
  }
}
