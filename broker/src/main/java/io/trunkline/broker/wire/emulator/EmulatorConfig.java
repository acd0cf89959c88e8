package io.trunkline.broker.wire.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.service.EntityNames;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code Config.json} of the official emulator as resources ({@code reference/service-bus.md
 * §15.2}): put them in order, parents first.
 */
public final class EmulatorConfig {
  private static final Map<String, String> QUEUE_DEFAULTS =
      Map.of("defaultMessageTimeToLive", "PT1H", "duplicateDetectionHistoryTimeWindow", "PT20S");

  private static final int MAX_DELIVERY_COUNT = 3;

  private EmulatorConfig() {}

  /**
   * A resource to put.
   *
   * @param body with {@code properties}
   */
  public record Put(ResourceId id, ObjectNode body) {}

  /**
   * Reads a configuration.
   *
   * @param resourceGroup where the namespaces are to stand
   * @param location for the namespaces, which are tracked resources
   * @throws IllegalArgumentException saying what is wrong and where
   */
  public static List<Put> read(byte[] json, ResourceId resourceGroup, String location) {
    List<Put> puts = new ArrayList<>();
    JsonNode namespaces = Json.parseLenient(json).path("UserConfig").path("Namespaces");
    if (!namespaces.isArray() || namespaces.isEmpty()) {
      throw new IllegalArgumentException("UserConfig.Namespaces is missing or empty.");
    }
    for (JsonNode namespace : namespaces) {
      ResourceId id =
          resourceGroup.resource(
              "Microsoft.ServiceBus/namespaces", name(namespace, "UserConfig.Namespaces"));
      ObjectNode body = Json.object().put("location", location);
      body.putObject("sku").put("name", "Standard");
      body.putObject("properties");
      puts.add(new Put(id, body));
      for (JsonNode queue : namespace.path("Queues")) {
        puts.add(
            new Put(
                id.child("queues", segment(queue, "Queues")),
                body(entity(queue.path("Properties"), true))));
      }
      for (JsonNode topic : namespace.path("Topics")) {
        topic(topic, id, puts);
      }
    }
    return List.copyOf(puts);
  }

  private static void topic(JsonNode topic, ResourceId namespace, List<Put> puts) {
    ResourceId id = namespace.child("topics", segment(topic, "Topics"));
    puts.add(new Put(id, body(entity(topic.path("Properties"), false))));
    for (JsonNode subscription : topic.path("Subscriptions")) {
      ResourceId child = id.child("subscriptions", segment(subscription, "Subscriptions"));
      ObjectNode properties = entity(subscription.path("Properties"), true);
      properties.remove("duplicateDetectionHistoryTimeWindow");
      puts.add(new Put(child, body(properties)));
      for (JsonNode rule : subscription.path("Rules")) {
        ResourceId ruleId = child.child("rules", segment(rule, "Rules"));
        puts.add(new Put(ruleId, body(rule(rule.path("Properties"), ruleId))));
      }
    }
  }

  /**
   * Returns the rule that a new subscription gets by itself and that the configuration does not
   * want: one with rules of its own has only those.
   */
  public static List<ResourceId> unwantedDefaultRules(List<Put> puts) {
    return puts.stream()
        .map(Put::id)
        .filter(id -> id.isType("Microsoft.ServiceBus/namespaces/topics/subscriptions"))
        .filter(id -> puts.stream().anyMatch(put -> put.id().parent().equals(Optional.of(id))))
        .map(id -> id.child("rules", "$Default"))
        .filter(id -> puts.stream().noneMatch(put -> put.id().equals(id)))
        .toList();
  }

  private static ObjectNode entity(JsonNode properties, boolean receives) {
    ObjectNode entity = Json.object();
    QUEUE_DEFAULTS.forEach(entity::put);
    if (receives) {
      entity.put("lockDuration", "PT1M").put("maxDeliveryCount", MAX_DELIVERY_COUNT);
    }
    properties
        .properties()
        .forEach(
            entry -> {
              boolean empty = entry.getValue().isTextual() && entry.getValue().asText().isEmpty();
              if (!empty) {
                entity.set(lowerCamel(entry.getKey()), entry.getValue());
              }
            });
    return entity;
  }

  private static ObjectNode rule(JsonNode properties, ResourceId id) {
    ObjectNode rule = Json.object();
    String type = properties.path("FilterType").asText();
    switch (type) {
      case "Sql" -> {
        rule.put("filterType", "SqlFilter");
        rule.putObject("sqlFilter")
            .put("sqlExpression", properties.path("SqlFilter").path("SqlExpression").asText());
      }
      case "Correlation" -> {
        rule.put("filterType", "CorrelationFilter");
        ObjectNode filter = rule.putObject("correlationFilter");
        properties
            .path("CorrelationFilter")
            .properties()
            .forEach(entry -> filter.set(lowerCamel(entry.getKey()), entry.getValue()));
      }
      default ->
          throw new IllegalArgumentException(
              "FilterType '" + type + "' of " + id + " is neither 'Sql' nor 'Correlation'.");
    }
    JsonNode action = properties.path("Action").path("SqlExpression");
    if (action.isTextual()) {
      rule.putObject("action").put("sqlExpression", action.asText());
    }
    return rule;
  }

  private static ObjectNode body(ObjectNode properties) {
    ObjectNode body = Json.object();
    body.set("properties", properties);
    return body;
  }

  private static String segment(JsonNode node, String place) {
    return EntityNames.toResourceName(name(node, place));
  }

  private static String name(JsonNode node, String place) {
    String name = node.path("Name").asText();
    if (name.isEmpty()) {
      throw new IllegalArgumentException("An element of " + place + " has no Name.");
    }
    return name;
  }

  private static String lowerCamel(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
