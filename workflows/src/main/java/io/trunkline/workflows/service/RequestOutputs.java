package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.connector.HttpContent;
import io.trunkline.workflows.definition.OperationOption;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.schema.JsonSchemas;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a request against its trigger and makes the trigger's outputs of it (§3.3). */
final class RequestOutputs {
  private static final Set<String> SIGNATURE_PARAMETERS =
      Set.of("api-version", "sp", "sv", "sig", "se", "code");

  private RequestOutputs() {}

  /**
   * Returns {@code {headers, queries?, relativePathParameters?, body?}}.
   *
   * @throws WorkflowException 400, 404 or 405 when the request does not fit the trigger
   */
  static ObjectNode of(TriggerDefinition trigger, TriggerCall call) {
    JsonNode inputs = trigger.inputs().source();
    Optional<String> method = text(inputs, "method");
    if (method.isPresent() && !method.get().equalsIgnoreCase(call.method())) {
      throw new WorkflowException(
          405,
          "TriggerRequestMethodNotValid",
          "The trigger '%s' is called with %s, not %s."
              .formatted(trigger.name(), method.get().toUpperCase(Locale.ROOT), call.method()));
    }
    ObjectNode outputs = Json.object();
    outputs.set(
        "headers",
        headers(
            trigger.settings().has(OperationOption.INCLUDE_AUTHORIZATION_HEADERS_IN_OUTPUTS),
            call));
    ObjectNode queries = queries(call);
    if (!queries.isEmpty()) {
      outputs.set("queries", queries);
    }
    Optional<ObjectNode> relative = relativePath(trigger, text(inputs, "relativePath"), call);
    relative.ifPresent(parameters -> outputs.set("relativePathParameters", parameters));
    JsonNode body = body(call);
    if (body != null) {
      outputs.set("body", body);
    }
    if (trigger.settings().has(OperationOption.ENABLE_SCHEMA_VALIDATION)) {
      validate(trigger, body);
    }
    return outputs;
  }

  /** Returns the body as a value, or null without one. */
  static @Nullable JsonNode body(TriggerCall call) {
    try {
      return HttpContent.decode(call.headers().first("content-type").orElse(null), call.body());
    } catch (JsonException e) {
      throw new WorkflowException(
          400,
          "InvalidRequestContent",
          "The request content is not valid and could not be deserialized: '%s'."
              .formatted(e.getMessage()));
    }
  }

  private static void validate(TriggerDefinition trigger, @Nullable JsonNode body) {
    if (trigger.schema().isEmpty()) {
      return;
    }
    List<String> problems =
        body == null
            ? List.of("$: the request has no body")
            : problems(trigger.schema().get(), body);
    if (!problems.isEmpty()) {
      throw new WorkflowException(
          400,
          "TriggerInputSchemaMismatch",
          "The input body for trigger '%s' of type '%s' did not match its schema definition. Error details: '%s'."
              .formatted(trigger.name(), trigger.type().text(), String.join(",", problems)));
    }
  }

  private static List<String> problems(JsonNode schema, JsonNode body) {
    try {
      return JsonSchemas.validate(schema, body);
    } catch (IllegalArgumentException e) {
      return List.of(e.getMessage());
    }
  }

  /** Returns the headers with canonical names. */
  static ObjectNode headers(boolean keepsAuthorization, TriggerCall call) {
    ObjectNode headers = Json.object();
    call.headers()
        .forEach(
            (name, value) -> {
              if (keepsAuthorization || !name.equals("authorization")) {
                String canonical = canonical(name);
                String known = headers.path(canonical).asText("");
                headers.put(canonical, known.isEmpty() ? value : known + "," + value);
              }
            });
    return headers;
  }

  /** Returns {@code Content-Type} for {@code content-type}. */
  private static String canonical(String name) {
    StringBuilder text = new StringBuilder(name);
    boolean start = true;
    for (int i = 0; i < text.length(); i++) {
      if (start) {
        text.setCharAt(i, Character.toUpperCase(text.charAt(i)));
      }
      start = text.charAt(i) == '-';
    }
    return text.toString();
  }

  /** Returns the query parameters without those of the signature. */
  static ObjectNode queries(TriggerCall call) {
    ObjectNode queries = Json.object();
    call.parameters()
        .forEach(
            (name, value) -> {
              if (!SIGNATURE_PARAMETERS.contains(name)) {
                queries.put(name, value);
              }
            });
    return queries;
  }

  private static Optional<ObjectNode> relativePath(
      TriggerDefinition trigger, Optional<String> template, TriggerCall call) {
    List<String> given = call.relativePath();
    List<String> wanted =
        template.stream()
            .flatMap(path -> List.of(path.split("/", -1)).stream())
            .filter(segment -> !segment.isEmpty())
            .toList();
    boolean fits = given.size() == wanted.size();
    ObjectNode parameters = Json.object();
    for (int i = 0; fits && i < wanted.size(); i++) {
      String segment = wanted.get(i);
      if (segment.startsWith("{") && segment.endsWith("}")) {
        parameters.put(segment.substring(1, segment.length() - 1), given.get(i));
      } else {
        fits = segment.equals(given.get(i));
      }
    }
    if (!fits) {
      throw new WorkflowException(
          404,
          "TriggerRelativePathNotValid",
          "The relative path '%s' does not match that of the trigger '%s'."
              .formatted(String.join("/", given), trigger.name()));
    }
    return template.isPresent() ? Optional.of(parameters) : Optional.empty();
  }

  private static Optional<String> text(JsonNode inputs, String name) {
    return ObjectProperties.find(inputs, name).filter(JsonNode::isTextual).map(JsonNode::textValue);
  }
}
