package io.trunkline.workflows.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.workflows.expression.JsonPath;
import java.util.ArrayList;
import java.util.List;

/**
 * A definition in one of the files that carry definitions (reference/workflows.md §1.1).
 *
 * @param path where the definition stands in the file
 * @param definition the object that has triggers and actions
 * @param parameters {@code {name: {value}}} beside it; missing where there are none
 */
public record WorkflowDocument(String path, JsonNode definition, JsonNode parameters) {
  private static final String TYPE = "Microsoft.Logic/workflows";

  /**
   * Returns the definitions of a bare definition, a Standard {@code workflow.json}, an ARM
   * resource, a gallery template or an ARM template; none if the document is something else.
   */
  public static List<WorkflowDocument> findAll(JsonNode document) {
    List<WorkflowDocument> found = new ArrayList<>();
    if (document.path("resources").isArray() || document.path("resources").isObject()) {
      String resources = JsonPath.property(JsonPath.ROOT, "resources");
      resources(document.path("resources"), resources, new TemplateConstants(document), found);
    } else if (document.path("definition").isObject()) {
      found.add(at(document, JsonPath.ROOT));
    } else if (document.path("properties").path("definition").isObject()) {
      found.add(at(document.path("properties"), JsonPath.property(JsonPath.ROOT, "properties")));
    } else if (document.path("triggers").isObject() || document.path("actions").isObject()) {
      found.add(new WorkflowDocument(JsonPath.ROOT, document, MissingNode.getInstance()));
    }
    return found;
  }

  private static WorkflowDocument at(JsonNode holder, String path) {
    return new WorkflowDocument(
        JsonPath.property(path, "definition"),
        holder.path("definition"),
        holder.path("parameters"));
  }

  /** Resources stand in an array, or by symbolic name in an object. */
  private static void resources(
      JsonNode resources, String path, TemplateConstants constants, List<WorkflowDocument> found) {
    if (resources.isArray()) {
      for (int index = 0; index < resources.size(); index++) {
        resource(resources.get(index), JsonPath.element(path, index), constants, found);
      }
    } else {
      resources
          .propertyStream()
          .forEach(
              entry ->
                  resource(
                      entry.getValue(), JsonPath.property(path, entry.getKey()), constants, found));
    }
  }

  private static void resource(
      JsonNode resource, String path, TemplateConstants constants, List<WorkflowDocument> found) {
    JsonNode properties = resource.path("properties");
    if (resource.path("type").asText().equalsIgnoreCase(TYPE)
        && properties.path("definition").isObject()) {
      found.add(at(constants.in(properties), JsonPath.property(path, "properties")));
    }
    if (resource.path("resources").isContainerNode()) {
      resources(resource.path("resources"), JsonPath.property(path, "resources"), constants, found);
    }
    JsonNode inner = properties.path("template");
    if (inner.path("resources").isContainerNode()) {
      resources(
          inner.path("resources"),
          JsonPath.property(JsonPath.property(path, "properties", "template"), "resources"),
          new TemplateConstants(inner),
          found);
    }
  }
}
