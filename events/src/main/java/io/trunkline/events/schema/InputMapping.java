package io.trunkline.events.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a custom topic finds the fields of an event ({@code reference/event-grid.md §1.6}).
 *
 * @param sourceFields property path by field name, for example {@code eventType → kind}
 * @param defaults value by field name where the source field is not set or missing
 */
public record InputMapping(Map<String, String> sourceFields, Map<String, String> defaults) {
  public InputMapping {
    sourceFields = Map.copyOf(sourceFields);
    defaults = Map.copyOf(defaults);
  }

  /** Reads the {@code properties} of an {@code inputSchemaMapping}; unknown fields are ignored. */
  public static InputMapping read(JsonNode properties) {
    Map<String, String> sourceFields = new TreeMap<>();
    Map<String, String> defaults = new TreeMap<>();
    properties
        .properties()
        .forEach(
            field -> {
              if (field.getValue().path("sourceField").isTextual()) {
                sourceFields.put(field.getKey(), field.getValue().path("sourceField").asText());
              }
              if (field.getValue().path("defaultValue").isTextual()) {
                defaults.put(field.getKey(), field.getValue().path("defaultValue").asText());
              }
            });
    return new InputMapping(sourceFields, defaults);
  }

  /** Returns where {@code field} is looked for; its own name where no path is set. */
  String sourceField(String field) {
    return sourceFields.getOrDefault(field, field);
  }

  /** Returns the value of {@code field} for {@code event}. */
  public Optional<String> value(ObjectNode event, String field) {
    String path = sourceFields.get(field);
    if (path != null) {
      JsonNode node = event;
      for (String part : path.split("\\.", 0)) {
        node = node.path(part);
      }
      if (node.isValueNode() && !node.isNull()) {
        return Optional.of(node.asText());
      }
    }
    return Optional.ofNullable(defaults.get(field));
  }
}
