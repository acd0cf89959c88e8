package io.trunkline.workflows.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trigger receives.
 *
 * @param trigger its name, or null for the only one
 * @param method of the call of a Request trigger
 * @param path relative path of the call, without a leading slash
 * @param body null for none; a text stays a text, everything else is JSON
 * @param outputs of a trigger that is not called, or null for {@code {body}}
 */
public record TriggerInput(
    @Nullable String trigger,
    String method,
    String path,
    Map<String, String> headers,
    Map<String, String> queries,
    @Nullable JsonNode body,
    @Nullable ObjectNode outputs) {

  public TriggerInput {
    headers = Map.copyOf(headers);
    queries = Map.copyOf(queries);
  }

  /** A call with a body, or without one. */
  public static TriggerInput ofBody(@Nullable JsonNode body) {
    return new TriggerInput(null, "POST", "", Map.of(), Map.of(), body, null);
  }

  /** Reads {@code {name?, method?, path?, headers?, queries?, body?, outputs?}}. */
  public static TriggerInput read(JsonNode json) {
    return new TriggerInput(
        json.path("name").asText(null),
        json.path("method").asText("POST"),
        json.path("path").asText(""),
        texts(json.path("headers")),
        texts(json.path("queries")),
        json.get("body"),
        json.path("outputs") instanceof ObjectNode outputs ? outputs : null);
  }

  /** Returns the outputs of a trigger that is not called. */
  ObjectNode given() {
    if (outputs != null) {
      return outputs;
    }
    ObjectNode made = Json.object();
    if (!headers.isEmpty()) {
      ObjectNode fields = made.putObject("headers");
      headers.forEach(fields::put);
    }
    if (body != null) {
      made.set("body", body);
    }
    return made;
  }

  private static Map<String, String> texts(JsonNode json) {
    Map<String, String> texts = new LinkedHashMap<>();
    json.properties().forEach(one -> texts.put(one.getKey(), one.getValue().asText()));
    return texts;
  }
}
