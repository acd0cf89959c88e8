package io.trunkline.events.schema;

import java.util.Locale;
import java.util.Optional;

/** The shape in which a topic takes events or a subscription gets them. */
public enum EventSchema {
  EVENT_GRID("EventGridSchema"),
  CLOUD_EVENTS("CloudEventSchemaV1_0"),
  /** {@code CustomEventSchema} on a topic, {@code CustomInputSchema} on a subscription. */
  CUSTOM("CustomEventSchema");

  private final String wireName;

  EventSchema(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  /** Reads a schema name without case. */
  public static Optional<EventSchema> parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "eventgridschema" -> Optional.of(EVENT_GRID);
      case "cloudeventschemav1_0" -> Optional.of(CLOUD_EVENTS);
      case "customeventschema", "custominputschema" -> Optional.of(CUSTOM);
      default -> Optional.empty();
    };
  }

  /** Returns whether events taken in this shape can be handed out as {@code target}. */
  public boolean convertsTo(EventSchema target) {
    return switch (this) {
      case EVENT_GRID -> target != CUSTOM;
      case CLOUD_EVENTS -> target == CLOUD_EVENTS;
      case CUSTOM -> true;
    };
  }
}
