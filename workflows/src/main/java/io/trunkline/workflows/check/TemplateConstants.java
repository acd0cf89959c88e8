package io.trunkline.workflows.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts what a template says by a constant into the definitions that it holds: {@code
 * [variables('x')]} and, by its default, {@code [parameters('x')]}. What else the deployment
 * computes is not known yet, and must not be taken for an expression of the workflow.
 */
final class TemplateConstants {
  private static final Pattern REFERENCE =
      Pattern.compile("\\[\\s*(variables|parameters)\\(\\s*'([^']+)'\\s*\\)\\s*]");

  private static final JsonNode COMPUTED = TextNode.valueOf("[computed by the template]");

  private final JsonNode template;

  TemplateConstants(JsonNode template) {
    this.template = template;
  }

  /** Returns a copy of a part of the template with constants in place of references. */
  JsonNode in(JsonNode part) {
    if (part.isObject()) {
      ObjectNode copy = Json.object();
      part.properties().forEach(field -> copy.set(field.getKey(), in(field.getValue())));
      return copy;
    }
    if (part.isArray()) {
      ArrayNode copy = Json.array();
      part.forEach(element -> copy.add(in(element)));
      return copy;
    }
    return constant(part).orElse(isComputed(part) ? COMPUTED : part);
  }

  private static boolean isComputed(JsonNode value) {
    String text = value.isTextual() ? value.textValue() : "";
    return text.startsWith("[") && !text.startsWith("[[") && text.endsWith("]");
  }

  private Optional<JsonNode> constant(JsonNode value) {
    Matcher matcher = REFERENCE.matcher(value.isTextual() ? value.textValue() : "");
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String section = matcher.group(1);
    return Optional.of(template.path(section))
        .filter(JsonNode::isObject)
        .flatMap(holder -> ObjectProperties.find(holder, matcher.group(2)))
        .flatMap(
            found ->
                section.equals("variables")
                    ? Optional.of(found)
                    : Optional.ofNullable(found.get("defaultValue")))
        .filter(found -> !found.isTextual() || !found.textValue().startsWith("["));
  }
}
