package io.trunkline.events.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.events.schema.EventSchema;
import io.trunkline.events.state.EventSubscription;
import io.trunkline.events.state.EventSubscription.DeliveryAttribute;
import io.trunkline.events.state.EventSubscription.Destination;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the properties of an event subscription ({@code reference/event-grid.md §2.3, §3}). */
final class SubscriptionReader {
  static final String URL = "endpointUrl";
  private static final int MAX_BATCH_EVENTS = 5_000;
  private static final int MAX_BATCH_KILOBYTES = 1_024;
  private static final int MAX_ATTRIBUTES = 10;
  private static final int MAX_ATTRIBUTE_BYTES = 4_096;

  private SubscriptionReader() {}

  /**
   * Returns the subscription.
   *
   * @param source id of the topic or resource whose events it wants
   * @throws ResourceException naming the property that is wrong
   */
  static EventSubscription read(Resource resource, String source) {
    ObjectNode properties = resource.properties();
    JsonNode retry = properties.path("retryPolicy");
    JsonNode destination = destination(properties);
    return new EventSubscription(
        resource.id().folded(),
        resource.name(),
        source.toLowerCase(Locale.ROOT),
        resource.revision(),
        readDestination(destination),
        schema(properties),
        FilterReader.read(properties.path("filter")),
        deadLetterContainer(properties),
        number(retry, "maxDeliveryAttempts", SubscriptionDefaults.ATTEMPTS),
        number(retry, "eventTimeToLiveInMinutes", SubscriptionDefaults.LIFETIME_MINUTES),
        expiration(properties),
        attributes(destination.path("properties").path("deliveryAttributeMappings")));
  }

  /** Returns the destination, whether it stands alone or beside an identity to deliver with. */
  static JsonNode destination(ObjectNode properties) {
    return properties.hasNonNull("destination")
        ? properties.path("destination")
        : properties.path("deliveryWithResourceIdentity").path("destination");
  }

  private static Destination readDestination(JsonNode node) {
    String type = node.path("endpointType").asText();
    JsonNode properties = node.path("properties");
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "webhook" -> webhook(properties);
      case "servicebusqueue" ->
          new Destination(
              Destination.Kind.SERVICE_BUS_QUEUE,
              resourceId(properties, "Microsoft.ServiceBus/namespaces/queues"),
              false);
      case "servicebustopic" ->
          new Destination(
              Destination.Kind.SERVICE_BUS_TOPIC,
              resourceId(properties, "Microsoft.ServiceBus/namespaces/topics"),
              false);
      case "" -> throw invalid("destination", "is required");
      default ->
          throw invalid(
              "destination.endpointType",
              "'"
                  + type
                  + "' is not supported; supported are WebHook, ServiceBusQueue and"
                  + " ServiceBusTopic");
    };
  }

  /**
   * Reads a webhook. Batching ({@code maxEventsPerBatch}, {@code preferredBatchSizeInKilobytes}) is
   * a permission to send several events at once, never a wait for more: events are sent in arrays,
   * and each array holds one event.
   */
  private static Destination webhook(JsonNode properties) {
    for (String name :
        List.of("azureActiveDirectoryTenantId", "azureActiveDirectoryApplicationIdOrUri")) {
      if (!properties.path(name).asText("").isEmpty()) {
        throw invalid("destination.properties." + name, "is not supported");
      }
    }
    boolean batched =
        Boolean.logicalOr(
            limit(properties, "maxEventsPerBatch", MAX_BATCH_EVENTS),
            limit(properties, "preferredBatchSizeInKilobytes", MAX_BATCH_KILOBYTES));
    return new Destination(Destination.Kind.WEB_HOOK, url(properties.path(URL).asText()), batched);
  }

  /** Checks a limit of output batching and returns whether it is set. */
  private static boolean limit(JsonNode properties, String name, int most) {
    if (!properties.hasNonNull(name)) {
      return false;
    }
    integer(properties.path(name), "destination.properties." + name, most);
    return true;
  }

  private static String url(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null && List.of("https", "http").contains(uri.getScheme())) {
        return text;
      }
    } catch (URISyntaxException e) {
      throw invalid("destination.properties." + URL, "is no URL: " + e.getReason());
    }
    throw invalid("destination.properties." + URL, "must be an absolute http or https URL");
  }

  private static String resourceId(JsonNode properties, String type) {
    String text = properties.path("resourceId").asText();
    try {
      if (ResourceId.parse(text).isType(type)) {
        return text;
      }
    } catch (IllegalArgumentException e) {
      throw invalid("destination.properties.resourceId", e.getMessage());
    }
    throw invalid("destination.properties.resourceId", "must name a " + type);
  }

  private static EventSchema schema(ObjectNode properties) {
    String name = properties.path("eventDeliverySchema").asText("EventGridSchema");
    return EventSchema.parse(name)
        .orElseThrow(() -> invalid("eventDeliverySchema", "'" + name + "' is not known"));
  }

  private static @Nullable String deadLetterContainer(ObjectNode properties) {
    JsonNode node =
        properties.hasNonNull("deadLetterDestination")
            ? properties.path("deadLetterDestination")
            : properties.path("deadLetterWithResourceIdentity").path("deadLetterDestination");
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.path("endpointType").asText().equalsIgnoreCase("StorageBlob")) {
      throw invalid("deadLetterDestination.endpointType", "must be StorageBlob");
    }
    String account = node.path("properties").path("resourceId").asText();
    String container = node.path("properties").path("blobContainerName").asText();
    try {
      if (!ResourceId.parse(account).isType("Microsoft.Storage/storageAccounts")) {
        throw invalid("deadLetterDestination.properties.resourceId", "must name a storage account");
      }
      return ResourceId.parse(account)
          .child("blobServices", "default")
          .child("containers", container)
          .toString();
    } catch (IllegalArgumentException e) {
      throw invalid("deadLetterDestination.properties", e.getMessage());
    }
  }

  private static long expiration(ObjectNode properties) {
    String text = properties.path("expirationTimeUtc").asText("");
    if (text.isEmpty()) {
      return Long.MAX_VALUE;
    }
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      throw invalid("expirationTimeUtc", "is no time: " + text);
    }
  }

  private static List<DeliveryAttribute> attributes(JsonNode mappings) {
    List<DeliveryAttribute> attributes = new ArrayList<>();
    for (JsonNode mapping : mappings) {
      String name = mapping.path("name").asText();
      boolean dynamic = mapping.path("type").asText().equalsIgnoreCase("Dynamic");
      JsonNode properties = mapping.path("properties");
      String value = properties.path(dynamic ? "sourceField" : "value").asText();
      if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
          || name.toLowerCase(Locale.ROOT).startsWith("aeg-")
          || value.chars().anyMatch(Character::isISOControl)
          || value.isEmpty()
          || value.getBytes(StandardCharsets.UTF_8).length > MAX_ATTRIBUTE_BYTES) {
        throw invalid(
            "destination.properties.deliveryAttributeMappings",
            "holds a bad name or value: '" + name + "'");
      }
      attributes.add(
          new DeliveryAttribute(name, dynamic, value, properties.path("isSecret").asBoolean()));
    }
    if (attributes.size() > MAX_ATTRIBUTES) {
      throw invalid(
          "destination.properties.deliveryAttributeMappings", "may hold at most 10 attributes");
    }
    return attributes;
  }

  /** Reads a number of the retry policy; its greatest value is also its default. */
  private static int number(JsonNode retry, String field, int most) {
    return retry.hasNonNull(field)
        ? integer(retry.path(field), "retryPolicy." + field, most)
        : most;
  }

  private static int integer(JsonNode value, String property, int most) {
    if (!value.isIntegralNumber() || value.longValue() < 1 || value.longValue() > most) {
      throw invalid(property, "must be a whole number from 1 to " + most);
    }
    return value.intValue();
  }

  static ResourceException invalid(String property, String problem) {
    return new ResourceException(
        400, "InvalidRequest", "Property '" + property + "' " + problem + ".", property);
  }

  /** Returns the webhook's URL, if the destination is one. */
  static Optional<String> webhook(EventSubscription subscription) {
    return subscription.destination().kind() == Destination.Kind.WEB_HOOK
        ? Optional.of(subscription.destination().address())
        : Optional.empty();
  }
}
