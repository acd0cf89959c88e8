package io.trunkline.events.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;

/** Turns kept events into the shape that a subscription asked for. */
public final class EventWriter {
  private EventWriter() {}

  /** Returns the event in {@code target}'s shape ({@code reference/event-grid.md §3.2}). */
  public static ObjectNode write(Event event, EventSchema target) {
    ObjectNode original = (ObjectNode) Json.parse(event.json());
    if (event.schema() == target) {
      return original;
    }
    return switch (target) {
      case EVENT_GRID -> eventGrid(event, original);
      case CLOUD_EVENTS -> cloudEvent(event, data(event, original));
      case CUSTOM -> original;
    };
  }

  private static ObjectNode eventGrid(Event event, ObjectNode original) {
    ObjectNode node = Json.object();
    node.put("id", event.id());
    node.put("topic", event.topic());
    node.put("subject", event.subject());
    node.set("data", data(event, original));
    node.put("eventType", event.type());
    node.put("eventTime", event.time());
    node.put("dataVersion", event.dataVersion());
    node.put("metadataVersion", "1");
    return node;
  }

  private static ObjectNode cloudEvent(Event event, JsonNode data) {
    ObjectNode node = Json.object();
    node.put("id", event.id());
    node.put("source", event.topic());
    node.put("type", event.type());
    node.put("subject", event.subject());
    node.put("time", event.time());
    node.put("specversion", "1.0");
    node.put("datacontenttype", "application/json");
    node.set("data", data);
    if (event.traceparent() != null) {
      node.put("traceparent", event.traceparent());
    }
    return node;
  }

  private static JsonNode data(Event event, ObjectNode original) {
    return event.schema() == EventSchema.CUSTOM ? original : original.path("data");
  }
}
