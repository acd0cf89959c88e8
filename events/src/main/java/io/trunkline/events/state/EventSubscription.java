package io.trunkline.events.state;

import io.trunkline.events.filter.EventFilter;
import io.trunkline.events.schema.EventSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event subscription as routing needs it.
 *
 * @param id resource id, in lower case
 * @param name its name, in the case it was written in
 * @param source id of the topic or resource whose events it wants, in lower case
 * @param revision revision of the resource that this was made from
 * @param deliverySchema the shape of delivered events
 * @param deadLetterContainer resource id of a blob container, or null to drop what fails for good
 * @param maxAttempts 1 to 30
 * @param lifetimeMinutes 1 to 1,440
 * @param expiresAt milliseconds since the epoch from which no event matches; {@link Long#MAX_VALUE}
 *     for never
 */
public record EventSubscription(
    String id,
    String name,
    String source,
    long revision,
    Destination destination,
    EventSchema deliverySchema,
    EventFilter filter,
    @Nullable String deadLetterContainer,
    int maxAttempts,
    int lifetimeMinutes,
    long expiresAt,
    List<DeliveryAttribute> attributes) {
  public EventSubscription {
    attributes = List.copyOf(attributes);
  }

  /**
   * Where events go.
   *
   * @param address URL of a webhook, or resource id of a queue or topic
   * @param batched whether the webhook asked for batches, so that CloudEvents come in an array
   */
  public record Destination(Kind kind, String address, boolean batched) {
    /** What a destination is. */
    public enum Kind {
      WEB_HOOK,
      SERVICE_BUS_QUEUE,
      SERVICE_BUS_TOPIC
    }
  }

  /**
   * A header or message property that is sent along.
   *
   * @param value the fixed value, or the path of a dynamic one
   */
  public record DeliveryAttribute(String name, boolean dynamic, String value, boolean secret) {}
}
