package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A compiled JSON value; immutable and safe for use by many threads. */
public final class Template {
  private final JsonNode source;
  private final TemplateNode root;

  Template(JsonNode source, TemplateNode root) {
    this.source = source;
    this.root = root;
  }

  /** Returns the JSON value as it was written. */
  public JsonNode source() {
    return source;
  }

  /** Returns whether evaluation gives the same value in every context, without one being asked. */
  public boolean isConstant() {
    return root instanceof TemplateNode.Constant;
  }

  /**
   * Computes the value. Parts without expressions may be shared with {@link #source}: do not change
   * the result.
   *
   * @throws ExpressionException with the place of the expression that failed
   */
  public JsonNode evaluate(EvaluationContext context) {
    return TemplateEvaluator.evaluate(root, context);
  }

  /**
   * Evaluates each text that has expressions and says what gave its value; errors are part of the
   * answer.
   *
   * @param path where this template stands in the definition
   * @param recorded what it gave when it mattered, or null where that is not known
   */
  public List<ExpressionTrace> trace(
      EvaluationContext context, String path, @Nullable JsonNode recorded) {
    return new TemplateTracer(context).trace(source, root, path, recorded);
  }

  /**
   * Returns the part behind a property of an object, found without regard to case; empty where the
   * template is not an object or has no such property.
   */
  public Optional<Template> property(String name) {
    if (!source.isObject()) {
      return Optional.empty();
    }
    return ObjectProperties.findName(source, name)
        .map(spelling -> new Template(source.get(spelling), part(spelling)));
  }

  private TemplateNode part(String spelling) {
    if (root instanceof TemplateNode.Properties object) {
      // Properties stand in the order of the source.
      int index = 0;
      for (Map.Entry<String, JsonNode> entry : source.properties()) {
        if (entry.getKey().equals(spelling)) {
          return object.properties().get(index).value();
        }
        index++;
      }
    }
    return new TemplateNode.Constant(source.get(spelling));
  }

  /** Returns what the expressions name by a constant: actions, variables, parameters, loops. */
  public List<Reference> references() {
    List<Reference> references = new ArrayList<>();
    new ReferenceCollector(references).collect(root);
    return references;
  }

  @Override
  public String toString() {
    return source.toString();
  }
}
