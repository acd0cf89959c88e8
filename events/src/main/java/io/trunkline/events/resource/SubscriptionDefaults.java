package io.trunkline.events.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.events.schema.EventSchema;

/** Fills in what a client left out, so that it can read back what holds (§2.3). */
final class SubscriptionDefaults {
  static final int ATTEMPTS = 30;
  static final int LIFETIME_MINUTES = 1_440;

  private SubscriptionDefaults() {}

  /**
   * Completes the properties of an event subscription.
   *
   * @param input the schema of its source; events are delivered as they came unless asked otherwise
   */
  static void fill(ObjectNode properties, EventSchema input) {
    if (!properties.hasNonNull("eventDeliverySchema")) {
      properties.put("eventDeliverySchema", input.deliveryName());
    }
    ObjectNode retry = properties.withObjectProperty("retryPolicy");
    if (!retry.hasNonNull("maxDeliveryAttempts")) {
      retry.put("maxDeliveryAttempts", ATTEMPTS);
    }
    if (!retry.hasNonNull("eventTimeToLiveInMinutes")) {
      retry.put("eventTimeToLiveInMinutes", LIFETIME_MINUTES);
    }
    if (SubscriptionReader.destination(properties).path("properties")
        instanceof ObjectNode endpoint) {
      endpoint.remove("endpointBaseUrl"); // read-only
    }
  }
}
