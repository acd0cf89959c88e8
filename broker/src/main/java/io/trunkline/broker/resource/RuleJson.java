package io.trunkline.broker.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.RuleAction;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.RuleFilter;
import io.trunkline.net.codec.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules as the properties of a resource. */
public final class RuleJson {
  private static final int COMPATIBILITY_LEVEL = 20;

  /** A time is an object with this member: JSON knows none, and a text would match no time. */
  private static final String TIME = "dateTime";

  private RuleJson() {}

  /**
   * Reads the properties of a rule.
   *
   * @throws io.trunkline.resources.ResourceException saying what is wrong
   */
  public static RuleDescription read(String name, JsonNode properties) {
    JsonNode action = properties.path("action");
    return new RuleDescription(
        name,
        filter(properties),
        RuleAction.of(action.path("sqlExpression").asText(""), values(action.path("parameters"))),
        0);
  }

  private static RuleFilter filter(JsonNode properties) {
    JsonNode sql = properties.path("sqlFilter");
    JsonNode correlation = properties.path("correlationFilter");
    String type =
        properties
            .path("filterType")
            .asText(
                sql.isObject() ? "SqlFilter" : correlation.isObject() ? "CorrelationFilter" : "");
    return switch (type) {
      case "SqlFilter" -> sql(sql);
      case "CorrelationFilter" -> correlation(correlation);
      case "" -> new RuleFilter.True();
      default ->
          throw PropertyReader.invalid(
              "filterType", "'" + type + "' is neither SqlFilter nor CorrelationFilter");
    };
  }

  private static RuleFilter sql(JsonNode sql) {
    String expression = sql.path("sqlExpression").asText("1=1");
    Map<String, Object> parameters = values(sql.path("parameters"));
    return switch (expression.replace(" ", "")) {
      case "1=1" -> new RuleFilter.True();
      case "1=0" -> new RuleFilter.False();
      default -> new RuleFilter.Sql(expression, parameters);
    };
  }

  private static RuleFilter correlation(JsonNode filter) {
    return new RuleFilter.Correlation(
        text(filter, "correlationId"),
        text(filter, "messageId"),
        text(filter, "to"),
        text(filter, "replyTo"),
        text(filter, "label"),
        text(filter, "sessionId"),
        text(filter, "replyToSessionId"),
        text(filter, "contentType"),
        values(filter.path("properties")));
  }

  private static @Nullable String text(JsonNode node, String name) {
    return node.path(name).asText(null);
  }

  private static Map<String, Object> values(JsonNode object) {
    Map<String, Object> values = new LinkedHashMap<>();
    object.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
    return values;
  }

  private static Object value(JsonNode value) {
    if (value.path(TIME).isTextual()) {
      return Instant.parse(value.path(TIME).asText());
    }
    if (value.isBoolean()) {
      return value.asBoolean();
    }
    if (value.isIntegralNumber()) {
      return value.asLong();
    }
    return value.isNumber() ? (Object) value.asDouble() : value.asText();
  }

  /** Returns the properties of a resource for a rule. */
  public static ObjectNode write(RuleDescription rule) {
    ObjectNode properties = Json.object();
    switch (rule.filter()) {
      case RuleFilter.True() -> writeSql(properties, "1=1", Map.of());
      case RuleFilter.False() -> writeSql(properties, "1=0", Map.of());
      case RuleFilter.Sql sql -> writeSql(properties, sql.expression(), sql.parameters());
      case RuleFilter.Correlation correlation -> writeCorrelation(properties, correlation);
    }
    ObjectNode action = properties.putObject("action");
    if (rule.action() != null) {
      action
          .put("sqlExpression", rule.action().expression())
          .put("compatibilityLevel", COMPATIBILITY_LEVEL);
      if (!rule.action().parameters().isEmpty()) {
        writeValues(action.putObject("parameters"), rule.action().parameters());
      }
    }
    return properties;
  }

  private static void writeSql(
      ObjectNode properties, String expression, Map<String, Object> parameters) {
    properties.put("filterType", "SqlFilter");
    ObjectNode filter = properties.putObject("sqlFilter");
    filter.put("sqlExpression", expression).put("compatibilityLevel", COMPATIBILITY_LEVEL);
    if (!parameters.isEmpty()) {
      writeValues(filter.putObject("parameters"), parameters);
    }
  }

  private static void writeCorrelation(ObjectNode properties, RuleFilter.Correlation filter) {
    properties.put("filterType", "CorrelationFilter");
    ObjectNode node = properties.putObject("correlationFilter");
    put(node, "correlationId", filter.correlationId());
    put(node, "messageId", filter.messageId());
    put(node, "to", filter.to());
    put(node, "replyTo", filter.replyTo());
    put(node, "label", filter.label());
    put(node, "sessionId", filter.sessionId());
    put(node, "replyToSessionId", filter.replyToSessionId());
    put(node, "contentType", filter.contentType());
    if (!filter.properties().isEmpty()) {
      writeValues(node.putObject("properties"), filter.properties());
    }
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      node.put(name, value);
    }
  }

  private static void writeValues(ObjectNode node, Map<String, Object> values) {
    values.forEach(
        (name, value) -> {
          switch (value) {
            case Boolean flag -> node.put(name, flag);
            case Double number -> node.put(name, number);
            case Float number -> node.put(name, number.doubleValue());
            case Number number -> node.put(name, number.longValue());
            case Instant time -> node.putObject(name).put(TIME, time.toString());
            default -> node.put(name, value.toString());
          }
        });
  }
}
