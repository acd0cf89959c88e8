package io.trunkline.events.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a publish request and checks them against the topic's schema.
 *
 * @param topic resource id of the topic
 * @param schema the topic's input schema
 * @param mapping used for the custom schema only
 * @param maxEventBytes largest event, in bytes
 * @param maxEvents how many events a request may hold
 */
public record EventReader(
    String topic, EventSchema schema, InputMapping mapping, int maxEventBytes, int maxEvents) {
  private static final Predicate<String> ATTRIBUTE_NAME =
      Pattern.compile("[a-z0-9]+|data_base64").asMatchPredicate();

  /**
   * What a request gives to each of its events.
   *
   * @param arrival stamped where an event names no time
   * @param ids makes an id where the custom schema names none
   * @param traceparent the trace of the request, used where an event carries none
   */
  public record Arrival(Instant arrival, Supplier<String> ids, @Nullable String traceparent) {}

  /**
   * Reads a request's body.
   *
   * @throws InvalidEventException naming the event's index and the field
   * @throws EventTooLargeException when an event is over the limit
   */
  public List<Event> read(byte[] body, Arrival arrival) {
    JsonNode root;
    try {
      root = Json.parse(body);
    } catch (JsonException e) {
      throw new InvalidEventException("The request body is not valid JSON: " + e.getMessage());
    }
    List<JsonNode> nodes = new ArrayList<>();
    if (root.isArray()) {
      root.forEach(nodes::add);
    } else if (root.isObject() && schema == EventSchema.CLOUD_EVENTS) {
      nodes.add(root);
    } else {
      throw new InvalidEventException(
          "This resource expects its input in '%s' schema: a JSON array of events. Found a JSON %s."
              .formatted(schema.inputName(), root.getNodeType().name().toLowerCase(Locale.ROOT)));
    }
    if (nodes.size() > maxEvents) {
      throw new InvalidEventException(
          "The request holds " + nodes.size() + " events; at most " + maxEvents + " are allowed.");
    }
    List<Event> events = new ArrayList<>(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      if (!(nodes.get(i) instanceof ObjectNode object)) {
        throw new InvalidEventException("Event " + i + " is not a JSON object.");
      }
      events.add(readOne(object, i, arrival));
    }
    return events;
  }

  /** Reads event {@code index} from its JSON object; in binary mode made from the headers. */
  public Event readOne(ObjectNode object, int index, Arrival arrival) {
    Event event =
        switch (schema) {
          case EVENT_GRID -> eventGrid(object, index, arrival);
          case CLOUD_EVENTS -> cloudEvent(object, index, arrival);
          case CUSTOM -> custom(object, index, arrival);
        };
    int bytes = event.json().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > maxEventBytes) {
      throw new EventTooLargeException(
          "Event "
              + index
              + " has "
              + bytes
              + " bytes; at most "
              + maxEventBytes
              + " are allowed.");
    }
    return event;
  }

  private Event eventGrid(ObjectNode object, int index, Arrival arrival) {
    String time = required(object, "eventTime", index);
    requireTime(time, "eventTime", index);
    String metadataVersion = optional(object, "metadataVersion", index);
    if (!metadataVersion.isEmpty() && !metadataVersion.equals("1")) {
      throw invalid(index, "metadataVersion", "must be \"1\"");
    }
    String named = optional(object, "topic", index);
    if (!named.isEmpty() && !named.equalsIgnoreCase(topic)) {
      throw invalid(index, "topic", "must be absent or the id of the topic, " + topic);
    }
    String dataVersion = optional(object, "dataVersion", index);
    ObjectNode stamped = object.deepCopy();
    stamped.put("topic", topic);
    stamped.put("dataVersion", dataVersion);
    stamped.put("metadataVersion", "1");
    if (!stamped.has("data")) {
      stamped.putNull("data");
    }
    return new Event(
        required(object, "id", index),
        topic,
        required(object, "eventType", index),
        required(object, "subject", index),
        time,
        dataVersion,
        schema,
        Json.text(stamped),
        arrival.traceparent());
  }

  private Event cloudEvent(ObjectNode object, int index, Arrival arrival) {
    if (!required(object, "specversion", index).equals("1.0")) {
      throw invalid(index, "specversion", "must be \"1.0\"");
    }
    for (String name : List.of("id", "source", "type")) {
      if (required(object, name, index).isEmpty()) {
        throw invalid(index, name, "must not be empty");
      }
    }
    String time = optional(object, "time", index);
    if (!time.isEmpty()) {
      requireTime(time, "time", index);
    }
    if (object.has("data") && object.has("data_base64")) {
      throw invalid(index, "data_base64", "must not stand beside data");
    }
    for (Map.Entry<String, JsonNode> attribute : object.properties()) {
      String name = attribute.getKey();
      if (!ATTRIBUTE_NAME.test(name)) {
        throw invalid(index, name, "is no attribute name (lower-case letters and digits)");
      }
    }
    String own = optional(object, "traceparent", index);
    return new Event(
        object.path("id").asText(),
        topic,
        object.path("type").asText(),
        optional(object, "subject", index),
        time.isEmpty() ? arrival.arrival().toString() : time,
        "",
        schema,
        Json.text(object),
        own.isEmpty() ? arrival.traceparent() : own);
  }

  private Event custom(ObjectNode object, int index, Arrival arrival) {
    Optional<String> time = mapping.value(object, "eventTime");
    time.ifPresent(text -> requireTime(text, mapping.sourceField("eventTime"), index));
    return new Event(
        mapping.value(object, "id").orElseGet(arrival.ids()),
        topic,
        mapping.value(object, "eventType").orElse(""),
        mapping.value(object, "subject").orElse(""),
        time.orElseGet(() -> arrival.arrival().toString()),
        mapping.value(object, "dataVersion").orElse(""),
        schema,
        Json.text(object),
        arrival.traceparent());
  }

  private static String required(ObjectNode object, String field, int index) {
    JsonNode value = object.path(field);
    if (!value.isTextual()) {
      throw invalid(index, field, value.isMissingNode() ? "is required" : "must be a string");
    }
    return value.asText();
  }

  private static String optional(ObjectNode object, String field, int index) {
    JsonNode value = object.path(field);
    return value.isMissingNode() || value.isNull() ? "" : required(object, field, index);
  }

  private static void requireTime(String text, String field, int index) {
    try {
      OffsetDateTime.parse(text);
    } catch (DateTimeException e) {
      throw invalid(index, field, "must be an RFC 3339 time with a zone, not '" + text + "'");
    }
  }

  private static InvalidEventException invalid(int index, String field, String problem) {
    return new InvalidEventException(
        "Event " + index + ": property '" + field + "' " + problem + ".");
  }
}
