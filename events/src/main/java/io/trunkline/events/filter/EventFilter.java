package io.trunkline.events.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.events.schema.Event;
import io.trunkline.events.schema.EventSchema;
import io.trunkline.net.codec.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The whole filter of an event subscription; all parts must hold.
 *
 * @param includedEventTypes wanted types, compared without case; empty for all
 * @param subjectBeginsWith plain prefix, or empty
 * @param subjectEndsWith plain suffix, or empty
 * @param subjectCaseSensitive whether the two subject filters look at case
 * @param arrays {@code enableAdvancedFilteringOnArrays}
 */
public record EventFilter(
    List<String> includedEventTypes,
    String subjectBeginsWith,
    String subjectEndsWith,
    boolean subjectCaseSensitive,
    boolean arrays,
    List<AdvancedFilter> advanced) {
  public EventFilter {
    includedEventTypes = List.copyOf(includedEventTypes);
    advanced = List.copyOf(advanced);
  }

  /** Returns whether the subscription wants {@code event}. */
  public boolean matches(Event event) {
    if (!includedEventTypes.isEmpty()
        && includedEventTypes.stream().noneMatch(type -> type.equalsIgnoreCase(event.type()))) {
      return false;
    }
    String subject = fold(event.subject());
    if (!subject.startsWith(fold(subjectBeginsWith)) || !subject.endsWith(fold(subjectEndsWith))) {
      return false;
    }
    if (advanced.isEmpty()) {
      return true;
    }
    JsonNode json = Json.parse(event.json());
    return advanced.stream()
        .allMatch(filter -> filter.matches(value(event, json, filter.key()), arrays));
  }

  private String fold(String text) {
    return subjectCaseSensitive ? text : text.toLowerCase(Locale.ROOT);
  }

  private static JsonNode value(Event event, JsonNode json, String key) {
    String[] path = key.split("\\.", -1);
    if (event.schema() == EventSchema.CUSTOM && path[0].equalsIgnoreCase("data")) {
      return walk(json, path, 1);
    }
    if (path.length == 1 && event.schema() != EventSchema.CLOUD_EVENTS) {
      String text =
          switch (key.toLowerCase(Locale.ROOT)) {
            case "id" -> event.id();
            case "topic" -> event.topic();
            case "subject" -> event.subject();
            case "eventtype" -> event.type();
            case "dataversion" -> event.dataVersion();
            default -> null;
          };
      if (text != null) {
        return TextNode.valueOf(text);
      }
    }
    JsonNode value = walk(json, path, 0);
    // An extension attribute is filtered as a string, whatever it is on the wire.
    return event.schema() == EventSchema.CLOUD_EVENTS && path.length == 1 && value.isNumber()
        ? TextNode.valueOf(value.asText())
        : value;
  }

  private static JsonNode walk(JsonNode start, String[] path, int from) {
    JsonNode node = start;
    for (int i = from; i < path.length; i++) {
      node = member(node, path[i]);
    }
    return node;
  }

  /** Finds a member by its exact name, or else without case. */
  private static JsonNode member(JsonNode node, String name) {
    JsonNode exact = node.path(name);
    if (!exact.isMissingNode()) {
      return exact;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getKey().equalsIgnoreCase(name)) {
        return field.getValue();
      }
    }
    return MissingNode.getInstance();
  }
}
