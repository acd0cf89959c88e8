package io.trunkline.events.schema;

import java.util.Locale;
import java.util.Optional;

/** The shape in which a topic takes events or a subscription gets them. */
public enum EventSchema {
  EVENT_GRID("EventGridSchema", "EventGridSchema"),
  CLOUD_EVENTS("CloudEventSchemaV1_0", "CloudEventSchemaV1_0"),
  CUSTOM("CustomEventSchema", "CustomInputSchema");

  private final String inputName;
  private final String deliveryName;

  EventSchema(String inputName, String deliveryName) {
    this.inputName = inputName;
    this.deliveryName = deliveryName;
  }

  /** Returns its name as a topic's {@code inputSchema}. */
  public String inputName() {
    return inputName;
  }

  /** Returns its name as a subscription's {@code eventDeliverySchema}. */
  public String deliveryName() {
    return deliveryName;
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

  /**
   * Returns whether events taken in this shape can be handed out as {@code target} ({@code
   * reference/event-grid.md §3.2}).
   */
  public boolean convertsTo(EventSchema target) {
    return switch (this) {
      case EVENT_GRID -> target != CUSTOM;
      case CLOUD_EVENTS -> target == CLOUD_EVENTS;
      case CUSTOM -> true;
    };
  }
}
