package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates expressions, and JSON that has expressions in its texts. Immutable: a loop or a lambda
 * makes an evaluator of its own that sees the names of this one as well.
 */
public final class Evaluator {
  private final Scope scope;
  private final @Nullable Frame frame;
  private final Budget budget;

  public Evaluator(Scope scope) {
    this(scope, null, new Budget());
  }

  private Evaluator(Scope scope, @Nullable Frame frame, Budget budget) {
    this.scope = scope;
    this.frame = frame;
    this.budget = budget;
  }

  /** Returns an evaluator for one iteration of a copy loop. */
  public Evaluator inLoop(String name, long index) {
    return new Evaluator(
        scope, new Frame("loop " + Values.fold(name), LongNode.valueOf(index), frame), budget);
  }

  /** Returns an evaluator that sees the same loops and lambda variables in another scope. */
  public Evaluator over(Scope other) {
    return new Evaluator(other, frame, budget);
  }

  Evaluator withVariable(String name, JsonNode value) {
    return new Evaluator(scope, new Frame("variable " + Values.fold(name), value, frame), budget);
  }

  Scope scope() {
    return scope;
  }

  /** Returns the index of the named loop, or of the innermost one where the name is null. */
  long copyIndex(@Nullable String name) {
    String wanted = name == null ? "loop " : "loop " + Values.fold(name);
    for (Frame at = frame; at != null; at = at.outer) {
      if (name == null ? at.name.startsWith(wanted) : at.name.equals(wanted)) {
        return at.value.asLong();
      }
    }
    throw new TemplateException(
        name == null
            ? "The template function 'copyIndex' is used outside of a copy loop."
            : "There is no copy loop '" + name + "' around 'copyIndex'.");
  }

  JsonNode lambdaVariable(String name) {
    String wanted = "variable " + Values.fold(name);
    for (Frame at = frame; at != null; at = at.outer) {
      if (at.name.equals(wanted)) {
        return at.value;
      }
    }
    throw new TemplateException("There is no lambda variable '" + name + "'.");
  }

  /**
   * Returns {@code json} with every expression evaluated and every property copy loop unrolled; the
   * result is a value of its own.
   *
   * @param path where {@code json} stands, for errors
   */
  public JsonNode resolve(JsonNode json, String path) {
    return switch (json) {
      case ObjectNode object -> resolveObject(object, path);
      case ArrayNode array -> {
        ArrayNode resolved = Json.array();
        for (int i = 0; i < array.size(); i++) {
          resolved.add(resolve(array.get(i), path + "[" + i + "]"));
        }
        yield resolved;
      }
      case TextNode text -> text(text.asText(), path);
      default -> json;
    };
  }

  private ObjectNode resolveObject(ObjectNode object, String path) {
    ObjectNode resolved = Json.object();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String at = path + "." + member.getKey();
      if (member.getKey().equalsIgnoreCase("copy") && CopyLoop.isPropertyCopy(member.getValue())) {
        CopyLoop.unroll((ArrayNode) member.getValue(), this, at, resolved);
      } else {
        resolved.set(name(member.getKey(), at), resolve(member.getValue(), at));
      }
    }
    return resolved;
  }

  /** Names of members may be expressions too, as in {@code userAssignedIdentities}. */
  private String name(String name, String path) {
    JsonNode value = text(name, path);
    if (!value.isTextual()) {
      throw new TemplateException("The name of a property has to be a string, not " + value + ".")
          .at(path);
    }
    return value.asText();
  }

  /** Returns the value of a JSON text. */
  public JsonNode text(String text, String path) {
    if (!ExpressionParser.isExpression(text)) {
      return TextNode.valueOf(ExpressionParser.literal(text));
    }
    try {
      Expression expression = ExpressionParser.parse(text);
      return new Evaluator(scope, frame, new Budget()).evaluate(expression);
    } catch (TemplateException e) {
      throw e.at(path);
    }
  }

  /** Evaluates an expression. */
  public JsonNode evaluate(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> literal.value();
      case Expression.Call call -> call(call);
      case Expression.Property property ->
          select(evaluate(property.target()), TextNode.valueOf(property.name()));
      case Expression.Index index -> select(evaluate(index.target()), evaluate(index.index()));
    };
  }

  private JsonNode call(Expression.Call call) {
    Arguments arguments = new Arguments(call.name(), call.arguments(), this);
    if (!call.namespace().isEmpty()) {
      return scope.userFunction(call.namespace(), call.name(), arguments.values());
    }
    JsonNode result = Functions.require(call).body().call(arguments);
    budget.spend(result);
    return result;
  }

  private static JsonNode select(JsonNode target, JsonNode index) {
    return find(target, index)
        .orElseThrow(
            () ->
                new TemplateException(
                    "The language expression property '%s' doesn't exist%s."
                        .formatted(Values.text(index), available(target))));
  }

  private static String available(JsonNode target) {
    if (!(target instanceof ObjectNode object)) {
      return " on " + Values.kind(target);
    }
    return ", available properties are '"
        + String.join(", ", object.propertyStream().map(Map.Entry::getKey).toList())
        + "'";
  }

  /** Returns a member or an element, or empty where there is none. */
  static Optional<JsonNode> find(JsonNode target, JsonNode index) {
    if (target instanceof ObjectNode object && index.isTextual()) {
      return Values.member(object, index.asText());
    }
    if (target.isArray() && index.isIntegralNumber() && index.canConvertToInt()) {
      return Optional.ofNullable(index.asInt() < 0 ? null : target.get(index.asInt()));
    }
    return Optional.empty();
  }

  private record Frame(String name, JsonNode value, @Nullable Frame outer) {}
}
