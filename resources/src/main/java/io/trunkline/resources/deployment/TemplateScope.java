package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.template.CopyLoop;
import io.trunkline.resources.template.DotNetDates;
import io.trunkline.resources.template.Evaluator;
import io.trunkline.resources.template.Scope;
import io.trunkline.resources.template.TemplateException;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The scope of one template in one deployment. Without a {@link StateReader} it is the scope of
 * names, conditions and dependencies, where no state may be read; {@link #reading} adds it.
 */
final class TemplateScope implements Scope {
  private final Template template;
  private final DeploymentTarget deployment;
  private final ObjectNode parameters;
  private final boolean defaults;
  private final @Nullable StateReader state;
  private final ConcurrentMap<String, JsonNode> variables;
  private final ThreadLocal<Set<String>> underway = ThreadLocal.withInitial(HashSet::new);

  private TemplateScope(
      Template template,
      DeploymentTarget deployment,
      ObjectNode parameters,
      boolean defaults,
      @Nullable StateReader state,
      ConcurrentMap<String, JsonNode> variables) {
    this.template = template;
    this.deployment = deployment;
    this.parameters = parameters;
    this.defaults = defaults;
    this.state = state;
    this.variables = variables;
  }

  /** Returns the scope of parameter defaults; {@code parameters} fills up meanwhile. */
  static TemplateScope ofDefaults(
      Template template, DeploymentTarget deployment, ObjectNode parameters) {
    return new TemplateScope(
        template, deployment, parameters, true, null, new ConcurrentHashMap<>());
  }

  /** Returns the scope of everything else. */
  static TemplateScope of(Template template, DeploymentTarget deployment, ObjectNode parameters) {
    return new TemplateScope(
        template, deployment, parameters, false, null, new ConcurrentHashMap<>());
  }

  /** Returns this scope where the state of resources may be read. */
  TemplateScope reading(StateReader reader) {
    return new TemplateScope(template, deployment, parameters, false, reader, variables);
  }

  @Override
  public JsonNode parameter(String name) {
    return find(parameters, name, "parameter");
  }

  @Override
  public JsonNode variable(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    JsonNode known = variables.get(folded);
    if (known != null) {
      return known;
    }
    if (!underway.get().add(folded)) {
      throw new TemplateException("The variable '" + name + "' refers to itself.");
    }
    try {
      JsonNode value = evaluateVariable(name);
      variables.put(folded, value);
      return value;
    } finally {
      underway.get().remove(folded);
    }
  }

  private JsonNode evaluateVariable(String name) {
    Evaluator evaluator =
        new Evaluator(
            state == null
                ? this
                : new TemplateScope(template, deployment, parameters, false, null, variables));
    if (template.variables().get("copy") instanceof ArrayNode loops) {
      for (int i = 0; i < loops.size(); i++) {
        if (loops.get(i).path("name").asText().equalsIgnoreCase(name)) {
          return CopyLoop.array(
              loops.get(i).get("name").asText(),
              loops.get(i),
              evaluator,
              "$.variables.copy[" + i + "]");
        }
      }
    }
    return evaluator.resolve(find(template.variables(), name, "variable"), "$.variables." + name);
  }

  private static JsonNode find(ObjectNode values, String name, String what) {
    JsonNode exact = values.get(name);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, JsonNode> value : values.properties()) {
      if (value.getKey().equalsIgnoreCase(name)) {
        return value.getValue();
      }
    }
    throw new TemplateException("The template " + what + " '" + name + "' is not found.");
  }

  @Override
  public ResourceId target() {
    return deployment.target();
  }

  @Override
  public JsonNode about(String function) {
    return deployment.about(function);
  }

  @Override
  public JsonNode userFunction(String namespace, String name, List<JsonNode> arguments) {
    JsonNode function = template.functions().get((namespace + "." + name).toLowerCase(Locale.ROOT));
    if (function == null) {
      throw new TemplateException("The function '" + namespace + "." + name + "' is not defined.");
    }
    return UserFunction.call(namespace + "." + name, function, arguments, this);
  }

  @Override
  public JsonNode reference(String name, boolean full) {
    return reader("reference").reference(name, full);
  }

  @Override
  public JsonNode references(String name, boolean full) {
    return reader("references").references(name, full);
  }

  @Override
  public JsonNode list(String function, String name, JsonNode body) {
    return reader(function).list(function, name, body);
  }

  private StateReader reader(String function) {
    if (state == null) {
      throw new TemplateException(
          "The template function '" + function + "' is not expected at this location.");
    }
    return state;
  }

  @Override
  public JsonNode volatileValue(String function, String format) {
    if (!defaults) {
      throw new TemplateException(
          "The template function '"
              + function
              + "' is allowed in the default values of parameters only.");
    }
    return TextNode.valueOf(
        function.equals("newGuid")
            ? deployment.newGuid()
            : DotNetDates.format(deployment.now().atOffset(ZoneOffset.UTC), format));
  }
}
