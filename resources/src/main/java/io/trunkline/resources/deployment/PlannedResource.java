package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.template.Evaluator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One resource of a deployment: a declaration, or one iteration of a copied one, with its id.
 *
 * @param evaluator evaluates the declaration's expressions; may not read state
 * @param loop name of its copy loop, or null
 * @param index in that loop, 0 without one
 * @param batch how many iterations of the loop run at the same time, 0 for all
 * @param wanted whether it is to be put: its condition holds and it is not {@code existing}
 */
record PlannedResource(
    ResourceDeclaration declaration,
    ResourceId id,
    String apiVersion,
    Evaluator evaluator,
    @Nullable String loop,
    int index,
    int batch,
    boolean wanted) {
  private static final Set<String> CONTROL =
      Set.of(
          "type",
          "apiversion",
          "name",
          "comments",
          "condition",
          "copy",
          "dependson",
          "existing",
          "metadata",
          "resources",
          "scope",
          "subscriptionid",
          "resourcegroup",
          "@options");

  /** A plan never holds the same resource twice, and comparing declarations would be slow. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  String path() {
    return declaration.path();
  }

  /** Returns the members of the declaration that are the resource, still with expressions. */
  ObjectNode content() {
    ObjectNode content = Json.object();
    for (Map.Entry<String, JsonNode> member : declaration.json().properties()) {
      if (!CONTROL.contains(member.getKey().toLowerCase(Locale.ROOT))) {
        content.set(member.getKey(), member.getValue());
      }
    }
    return content;
  }

  /** Returns the body to put; of a nested deployment without its template, if that is inner. */
  ObjectNode body(TemplateScope reading) {
    ObjectNode content = content();
    if (declaration.deployment()
        && content.get("properties") instanceof ObjectNode properties
        && NestedTemplates.inner(properties)) {
      content.set("properties", properties.deepCopy().without("template"));
    }
    return withoutNulls((ObjectNode) evaluator.over(reading).resolve(content, path()));
  }

  /** A member that evaluates to null counts as not given; deeper ones are the type's to judge. */
  static ObjectNode withoutNulls(ObjectNode body) {
    body.removeIf(JsonNode::isNull);
    if (body.get("properties") instanceof ObjectNode properties) {
      properties.removeIf(JsonNode::isNull);
    }
    return body;
  }
}
