package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Paths;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a workflow asks of a connector, with evaluated inputs. */
public sealed interface Operation {

  /** Returns the inputs as they stand in the definition, evaluated. */
  JsonNode inputs();

  /** Returns what messages call it: an operation id, or method and path. */
  String name();

  /**
   * An operation of a built-in service provider, by id (reference/workflows.md §6.2).
   *
   * @param id as the definition spells it; ids match in any letter case
   */
  record BuiltIn(JsonNode inputs, String id, Parameters parameters) implements Operation {
    @Override
    public String name() {
      return id;
    }

    /** Returns the id in lower case. */
    public String key() {
      return id.toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An operation of a managed connector, by method and path (§3.8).
   *
   * @param method upper-case
   * @param path as evaluated, encoded
   * @param body missing for none
   */
  record Managed(JsonNode inputs, String method, String path, Parameters queries, JsonNode body)
      implements Operation {
    @Override
    public String name() {
      return method + " " + path;
    }

    /** Returns the path's segments; names are encoded once or twice in the wild (§6.1). */
    public List<String> segments() {
      List<String> segments = new ArrayList<>();
      for (String segment : path.split("/", -1)) {
        if (!segment.isEmpty()) {
          segments.add(decodeOnce(decodeOnce(segment)));
        }
      }
      return segments;
    }

    /** What is not an escape stays as it is. */
    private static String decodeOnce(String text) {
      try {
        return Paths.decode(text);
      } catch (IllegalArgumentException e) {
        return text;
      }
    }
  }

  /** Reads {@code {parameters, serviceProviderConfiguration{operationId}}}. */
  static BuiltIn builtIn(JsonNode inputs) {
    String id =
        ObjectProperties.find(inputs, "serviceProviderConfiguration")
            .flatMap(value -> ObjectProperties.find(value, "operationId"))
            .map(JsonNode::asText)
            .orElse("");
    return new BuiltIn(
        inputs,
        id,
        new Parameters(
            ObjectProperties.find(inputs, "parameters").orElse(Json.object()), "parameter"));
  }

  /**
   * Reads the subscription of a webhook: {@code {method, path, queries?, body?}}, or {@code
   * subscribe{method?, pathTemplate{template, parameters}, queries?, body?}} (§3.8).
   */
  static Managed subscribing(JsonNode inputs) {
    Optional<JsonNode> subscribe = ObjectProperties.find(inputs, "subscribe");
    if (subscribe.isEmpty()) {
      return managed(inputs);
    }
    Managed given = managed(subscribe.get());
    Optional<JsonNode> template = ObjectProperties.find(subscribe.get(), "pathTemplate");
    if (template.isEmpty()) {
      return given;
    }
    String path =
        ObjectProperties.find(template.get(), "template").map(JsonNode::asText).orElse("");
    for (Map.Entry<String, JsonNode> parameter :
        ObjectProperties.find(template.get(), "parameters").orElse(Json.object()).properties()) {
      path = path.replace("{" + parameter.getKey() + "}", parameter.getValue().asText());
    }
    return new Managed(given.inputs(), given.method(), path, given.queries(), given.body());
  }

  /** Returns the operation that takes a subscription back. */
  static Managed deleting(String location) {
    return new Managed(
        Json.object(),
        "DELETE",
        location,
        new Parameters(Json.object(), "query parameter"),
        MissingNode.getInstance());
  }

  /** Reads {@code {method, path, queries?, body?}}. */
  static Managed managed(JsonNode inputs) {
    String method = ObjectProperties.find(inputs, "method").map(JsonNode::asText).orElse("post");
    return new Managed(
        inputs,
        method.toUpperCase(Locale.ROOT),
        ObjectProperties.find(inputs, "path").map(JsonNode::asText).orElse(""),
        new Parameters(
            ObjectProperties.find(inputs, "queries").orElse(Json.object()), "query parameter"),
        ObjectProperties.find(inputs, "body").orElse(MissingNode.getInstance()));
  }
}
