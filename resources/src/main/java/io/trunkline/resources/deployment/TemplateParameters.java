package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.template.Evaluator;
import io.trunkline.resources.template.TemplateException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Gives the parameters of a template their values ({@code reference/resource-manager.md §5.3}). */
final class TemplateParameters {
  private TemplateParameters() {}

  /**
   * Returns the values by declared name.
   *
   * @param given what the deployment supplies, {@code {name: {value}}}
   * @param scope where defaults are evaluated; the values found so far are its parameters
   */
  static ObjectNode resolve(
      Template template, JsonNode given, TemplateScope scope, ObjectNode values) {
    requireDeclared(template, given);
    TypeSchema schema = new TypeSchema(template.definitions(), template.symbolic());
    Evaluator evaluator = new Evaluator(scope);
    for (Map.Entry<String, JsonNode> declared : template.parameters().properties()) {
      String name = declared.getKey();
      String path = "$.parameters." + name;
      JsonNode declaration = schema.resolved(declared.getValue());
      JsonNode value = supplied(given, name);
      if (value.isMissingNode()) {
        if (declaration.has("defaultValue")) {
          value = evaluator.resolve(declaration.get("defaultValue"), path + ".defaultValue");
        } else if (declaration.path("nullable").asBoolean(false)) {
          value = NullNode.instance;
        } else {
          throw new TemplateException(
              "Deployment template validation failed: 'The value for the template parameter '"
                  + name
                  + "' is not provided.'",
              path);
        }
      }
      schema.check(value, declaration, "the template parameter '" + name + "'", path);
      values.set(name, value);
    }
    return values;
  }

  private static void requireDeclared(Template template, JsonNode given) {
    Set<String> declared = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    template.parameters().fieldNames().forEachRemaining(declared::add);
    Set<String> unknown = new TreeSet<>();
    given
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!declared.contains(name)) {
                unknown.add(name);
              }
            });
    if (!unknown.isEmpty()) {
      throw new TemplateException(
          "Deployment template validation failed: 'The following parameters were supplied, but do not correspond to any parameters defined in the template: '%s'. The parameters defined in the template are: '%s'.'"
              .formatted(String.join(", ", unknown), String.join(", ", declared)),
          "$.parameters");
    }
  }

  private static JsonNode supplied(JsonNode given, String name) {
    for (Map.Entry<String, JsonNode> parameter : given.properties()) {
      if (parameter.getKey().equalsIgnoreCase(name)) {
        JsonNode entry = parameter.getValue();
        if (entry.has("reference") || entry.has("expression")) {
          throw new TemplateException(
              "The parameter '%s' is given by '%s', which is not supported: give its 'value'."
                  .formatted(name, entry.has("reference") ? "reference" : "expression"),
              "$.parameters." + name);
        }
        return entry.path("value");
      }
    }
    return given.path("");
  }

  /** Returns the values as a client sees them: with types, without secrets. */
  static ObjectNode view(Template template, ObjectNode values) {
    TypeSchema schema = new TypeSchema(template.definitions(), template.symbolic());
    ObjectNode view = Json.object();
    for (Map.Entry<String, JsonNode> declared : template.parameters().properties()) {
      String type = schema.resolved(declared.getValue()).path("type").asText("object");
      ObjectNode entry = view.putObject(declared.getKey());
      entry.put("type", typeName(type));
      if (!secure(type)) {
        entry.set("value", values.path(declared.getKey()));
      }
    }
    return view;
  }

  static boolean secure(String type) {
    return type.toLowerCase(Locale.ROOT).startsWith("secure");
  }

  /** Returns a type as responses spell it: {@code String}, {@code SecureObject}. */
  static String typeName(String type) {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "string" -> "String";
      case "securestring" -> "SecureString";
      case "int" -> "Int";
      case "bool" -> "Bool";
      case "array" -> "Array";
      case "secureobject" -> "SecureObject";
      default -> "Object";
    };
  }
}
