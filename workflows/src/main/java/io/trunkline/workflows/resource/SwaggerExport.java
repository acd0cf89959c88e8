package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.service.CallbackUrls;
import io.trunkline.workflows.service.WorkflowDirectory;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Describes a workflow's Request triggers as an API ({@code listSwagger}, OpenAPI 2.0), so that a
 * gateway can import it. The signature stands as the default of its query parameters: who may list
 * callback addresses may see it.
 */
final class SwaggerExport {
  private final CallbackUrls urls;

  SwaggerExport(CallbackUrls urls) {
    this.urls = urls;
  }

  ObjectNode of(WorkflowDirectory.Entry workflow, WorkflowDefinition definition) {
    ObjectNode swagger = Json.object().put("swagger", "2.0");
    swagger
        .putObject("info")
        .put("title", workflow.id().name())
        .put("description", "Azure Logic App.")
        .put("version", "1.0.0.0");
    String triggers = "/workflows/" + workflow.key() + "/triggers";
    ObjectNode paths = Json.object();
    for (TriggerDefinition trigger : definition.triggers()) {
      if (!trigger.type().isRequest()) {
        continue;
      }
      CallbackUrls.Signed signed =
          urls.trigger(workflow, trigger.name(), CallbackUrls.KeyType.PRIMARY, null);
      URI base = URI.create(signed.basePath().replace(" ", "%20"));
      swagger.put("host", base.getAuthority());
      swagger.put("basePath", triggers);
      swagger.putArray("schemes").add(base.getScheme());
      JsonNode inputs = trigger.inputs().source();
      String relative =
          ObjectProperties.find(inputs, "relativePath").map(JsonNode::asText).orElse("");
      String path =
          "/"
              + trigger.name()
              + "/paths/invoke"
              + (relative.isEmpty() || relative.startsWith("/") ? relative : "/" + relative);
      String method = ObjectProperties.find(inputs, "method").map(JsonNode::asText).orElse("POST");
      paths
          .putObject(path)
          .set(
              method.toLowerCase(Locale.ROOT),
              operation(trigger, relative, inputs, method, signed, definition));
    }
    swagger.putArray("consumes").add("application/json");
    swagger.putArray("produces").add("application/json");
    swagger.set("paths", paths);
    return swagger;
  }

  private static ObjectNode operation(
      TriggerDefinition trigger,
      String relative,
      JsonNode inputs,
      String method,
      CallbackUrls.Signed signed,
      WorkflowDefinition definition) {
    ObjectNode operation = Json.object();
    operation.put("description", "Trigger a run of the logic app.");
    operation.put("operationId", trigger.name() + "-invoke");
    ArrayNode parameters = operation.putArray("parameters");
    signed
        .queries()
        .forEach(
            (name, value) ->
                parameters
                    .addObject()
                    .put("name", name)
                    .put("in", "query")
                    .put("description", "Part of the signature of the callback address.")
                    .put("required", true)
                    .put("type", "string")
                    .put("default", value));
    for (String segment : relative.split("/", -1)) {
      if (segment.startsWith("{") && segment.endsWith("}")) {
        parameters
            .addObject()
            .put("name", segment.substring(1, segment.length() - 1))
            .put("in", "path")
            .put("required", true)
            .put("type", "string");
      }
    }
    Optional<JsonNode> schema =
        ObjectProperties.find(inputs, "schema").filter(one -> one.isObject() && !one.isEmpty());
    if (!method.equalsIgnoreCase("GET") && !method.equalsIgnoreCase("HEAD")) {
      ObjectNode body = parameters.addObject().put("name", "body").put("in", "body");
      body.put("required", schema.isPresent());
      body.set("schema", schema.orElseGet(Json::object));
    }
    operation.set("responses", responses(definition));
    return operation;
  }

  private static ObjectNode responses(WorkflowDefinition definition) {
    ObjectNode responses = Json.object();
    for (ActionDefinition action : definition.allActions()) {
      JsonNode inputs = action.inputs().source();
      String status = ObjectProperties.find(inputs, "statusCode").map(JsonNode::asText).orElse("");
      if (action.type() == ActionType.RESPONSE && status.matches("\\d{3}")) {
        ObjectNode response = responses.putObject(status).put("description", action.name());
        ObjectProperties.find(inputs, "schema")
            .filter(schema -> schema.isObject() && !schema.isEmpty())
            .ifPresent(schema -> response.set("schema", schema));
      }
    }
    responses
        .putObject("default")
        .put("description", "The Logic App response.")
        .putObject("schema")
        .put("type", "object");
    return responses;
  }
}
