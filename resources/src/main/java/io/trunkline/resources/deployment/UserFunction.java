package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.template.Evaluator;
import io.trunkline.resources.template.Scope;
import io.trunkline.resources.template.TemplateException;
import java.util.List;

/** The scope inside of a user-defined function: its own parameters, nothing of the template. */
final class UserFunction implements Scope {
  private static final ScopedValue<Integer> DEPTH = ScopedValue.newInstance();
  private static final int MAX_DEPTH = 32;

  private final String name;
  private final JsonNode declared;
  private final List<JsonNode> arguments;
  private final Scope outer;

  private UserFunction(String name, JsonNode declared, List<JsonNode> arguments, Scope outer) {
    this.name = name;
    this.declared = declared;
    this.arguments = arguments;
    this.outer = outer;
  }

  static JsonNode call(String name, JsonNode function, List<JsonNode> arguments, Scope outer) {
    JsonNode parameters = function.path("parameters");
    if (parameters.size() != arguments.size()) {
      throw new TemplateException(
          "The function '%s' takes %d arguments, not %d."
              .formatted(name, parameters.size(), arguments.size()));
    }
    int depth = DEPTH.orElse(0) + 1;
    if (depth > MAX_DEPTH) {
      throw new TemplateException("The function '" + name + "' calls itself.");
    }
    Evaluator evaluator = new Evaluator(new UserFunction(name, parameters, arguments, outer));
    return ScopedValue.where(DEPTH, depth)
        .call(() -> evaluator.resolve(function.at("/output/value"), "$.functions." + name));
  }

  @Override
  public JsonNode parameter(String wanted) {
    for (int i = 0; i < declared.size(); i++) {
      if (declared.path(i).path("name").asText().equalsIgnoreCase(wanted)) {
        return arguments.get(i);
      }
    }
    throw new TemplateException("The function '" + name + "' has no parameter '" + wanted + "'.");
  }

  @Override
  public JsonNode variable(String wanted) {
    throw refused("variables");
  }

  @Override
  public ResourceId target() {
    return outer.target();
  }

  @Override
  public JsonNode about(String function) {
    return outer.about(function);
  }

  @Override
  public JsonNode userFunction(String namespace, String called, List<JsonNode> values) {
    return outer.userFunction(namespace, called, values);
  }

  @Override
  public JsonNode reference(String wanted, boolean full) {
    throw refused("reference");
  }

  @Override
  public JsonNode references(String wanted, boolean full) {
    throw refused("references");
  }

  @Override
  public JsonNode list(String function, String wanted, JsonNode body) {
    throw refused(function);
  }

  @Override
  public JsonNode volatileValue(String function, String format) {
    throw refused(function);
  }

  private TemplateException refused(String function) {
    return new TemplateException(
        "The template function '" + function + "' is not allowed in the function '" + name + "'.");
  }
}
