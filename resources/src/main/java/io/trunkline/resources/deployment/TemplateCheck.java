package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.resources.ControlPlaneSettings.Limits;
import io.trunkline.resources.template.Expression;
import io.trunkline.resources.template.ExpressionParser;
import io.trunkline.resources.template.Functions;
import io.trunkline.resources.template.TemplateException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Says what of a template is not supported, without a node and without parameters: structure,
 * resource types, syntax of expressions, functions, references to parameters and variables.
 */
public final class TemplateCheck {
  private final Predicate<String> knownType;
  private final Limits limits;
  private final List<Problem> problems = new ArrayList<>();

  private TemplateCheck(Predicate<String> knownType, Limits limits) {
    this.knownType = knownType;
    this.limits = limits;
  }

  /**
   * Checks a template.
   *
   * @param types the supported types, compared without case; {@code
   *     Microsoft.Resources/deployments} is always one
   * @return the problems in the order of the document; none where it can be deployed
   */
  public static List<Problem> check(JsonNode template, Collection<String> types, Limits limits) {
    Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(types);
    return check(template, known::contains, limits);
  }

  static List<Problem> check(JsonNode template, Predicate<String> knownType, Limits limits) {
    TemplateCheck check = new TemplateCheck(knownType, limits);
    check.template(template, "$", 0);
    return List.copyOf(check.problems);
  }

  private void template(JsonNode json, String path, int depth) {
    if (!(json instanceof ObjectNode object)) {
      problems.add(new Problem(path, "a template has to be an object"));
      return;
    }
    if (depth > limits.maxNesting()) {
      problems.add(new Problem(path, "deployments are nested deeper than " + limits.maxNesting()));
      return;
    }
    Template template = new TemplateReader(limits, problems).read(object, path);
    expressions(template.parameters(), path + ".parameters", template);
    expressions(template.variables(), path + ".variables", template);
    for (ResourceDeclaration declaration : template.resources()) {
      declaration(declaration, template, depth);
    }
    expressions(template.outputs(), path + ".outputs", template);
  }

  private void declaration(ResourceDeclaration declaration, Template template, int depth) {
    String type = declaration.type();
    // A computed type, or that of an extension in the old form (parent/providers/type, whose
    // namespace stands in the name), is checked once the template is expanded.
    boolean later = type.contains("[") || type.contains("/providers/");
    if (!later && !type.isBlank() && !declaration.deployment() && !knownType.test(type)) {
      problems.add(
          new Problem(
              declaration.path() + ".type", "the resource type '" + type + "' is not supported"));
    }
    for (Map.Entry<String, JsonNode> member : declaration.json().properties()) {
      String at = declaration.path() + "." + member.getKey();
      if (declaration.deployment() && member.getKey().equals("properties")) {
        nested(member.getValue(), at, template, depth);
      } else if (!member.getKey().equals("resources")) {
        expressions(member.getValue(), at, template);
      }
    }
  }

  private void nested(JsonNode properties, String path, Template outer, int depth) {
    for (Map.Entry<String, JsonNode> member : properties.properties()) {
      String at = path + "." + member.getKey();
      switch (member.getKey()) {
        case "template" -> {
          if (NestedTemplates.inner(properties)) {
            template(member.getValue(), at, depth + 1);
          } else {
            expressions(member.getValue(), at, outer);
          }
        }
        case "templateLink", "parametersLink" ->
            problems.add(new Problem(at, "linked templates are not supported: embed the template"));
        default -> expressions(member.getValue(), at, outer);
      }
    }
    if (!properties.has("template") && !properties.has("templateLink")) {
      problems.add(new Problem(path + ".template", "'template' is missing"));
    }
  }

  private void expressions(JsonNode json, String path, Template template) {
    if (json.isTextual() && ExpressionParser.isExpression(json.asText())) {
      try {
        ExpressionParser.parse(json.asText()).calls(call -> call(call, path, template));
      } catch (TemplateException e) {
        problems.add(new Problem(path, e.getMessage()));
      }
    } else if (json.isArray()) {
      for (int i = 0; i < json.size(); i++) {
        expressions(json.get(i), path + "[" + i + "]", template);
      }
    } else {
      for (Map.Entry<String, JsonNode> member : json.properties()) {
        String at = path + "." + member.getKey();
        expressions(TextNode.valueOf(member.getKey()), at, template);
        expressions(member.getValue(), at, template);
      }
    }
  }

  private void call(Expression.Call call, String path, Template template) {
    if (!call.namespace().isEmpty()) {
      String name = (call.namespace() + "." + call.name()).toLowerCase(Locale.ROOT);
      if (!template.functions().containsKey(name)) {
        problems.add(
            new Problem(
                path,
                "the function '" + call.namespace() + "." + call.name() + "' is not defined"));
      }
      return;
    }
    try {
      Functions.require(call);
    } catch (TemplateException e) {
      problems.add(new Problem(path, e.getMessage()));
    }
    named(call, "parameters", template.parameters(), path);
    named(call, "variables", template.variables(), path);
  }

  private void named(Expression.Call call, String function, ObjectNode declared, String path) {
    if (call.is(function)
        && call.arguments().getFirst() instanceof Expression.Literal literal
        && !names(declared).contains(literal.value().asText())) {
      problems.add(
          new Problem(path, "'" + literal.value().asText() + "' is not one of the " + function));
    }
  }

  private static Set<String> names(ObjectNode declared) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    declared.fieldNames().forEachRemaining(names::add);
    declared.path("copy").forEach(loop -> names.add(loop.path("name").asText()));
    return names;
  }
}
