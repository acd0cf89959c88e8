package io.trunkline.broker.wire.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.EntityKind;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An element of an entity's description, in the order in which the documented service writes them
 * ({@code reference/service-bus.md §13.4}), and the resource property that it stands for.
 *
 * @param element name of the XML element
 * @param property name of the resource property; null where the broker knows the value itself
 * @param fallback value where the resource does not say; null to leave the element out
 */
record EntityField(
    String element, @Nullable String property, Type type, @Nullable String fallback) {
  static final String FOREVER = "P10675199DT2H48M5.4775807S";

  /** How the text of an element becomes JSON. */
  enum Type {
    TEXT,
    NUMBER,
    FLAG,
    /** Another entity: a URL outside, a path inside. */
    ENTITY,
    /** Read-only: counts, sizes and times of {@code EntityRuntime}, and what never changes. */
    RUNTIME
  }

  private static final EntityField LOCK_DURATION = text("LockDuration", "PT1M");
  private static final EntityField MAX_SIZE = number("MaxSizeInMegabytes", "1024");
  private static final EntityField DETECTS_DUPLICATES = flag("RequiresDuplicateDetection", "false");
  private static final EntityField REQUIRES_SESSION = flag("RequiresSession", "false");
  private static final EntityField TIME_TO_LIVE = text("DefaultMessageTimeToLive", FOREVER);
  private static final EntityField DEAD_LETTERS_EXPIRED =
      flag("DeadLetteringOnMessageExpiration", "false");
  private static final EntityField DUPLICATE_WINDOW =
      text("DuplicateDetectionHistoryTimeWindow", "PT10M");
  private static final EntityField MAX_DELIVERY_COUNT = number("MaxDeliveryCount", "10");
  private static final EntityField BATCHES = flag("EnableBatchedOperations", "true");
  private static final EntityField STATUS = text("Status", "Active");
  private static final EntityField FORWARD_TO = entity("ForwardTo");
  private static final EntityField FORWARD_DEAD_LETTERS = entity("ForwardDeadLetteredMessagesTo");
  private static final EntityField USER_METADATA = text("UserMetadata", null);
  private static final EntityField AUTO_DELETE = text("AutoDeleteOnIdle", FOREVER);
  private static final EntityField PARTITIONED = flag("EnablePartitioning", "false");
  private static final EntityField EXPRESS = flag("EnableExpress", "false");
  private static final EntityField MAX_MESSAGE_SIZE = number("MaxMessageSizeInKilobytes", "256");

  private static final List<EntityField> QUEUE =
      List.of(
          LOCK_DURATION,
          MAX_SIZE,
          DETECTS_DUPLICATES,
          REQUIRES_SESSION,
          TIME_TO_LIVE,
          DEAD_LETTERS_EXPIRED,
          DUPLICATE_WINDOW,
          MAX_DELIVERY_COUNT,
          BATCHES,
          runtime("SizeInBytes"),
          runtime("MessageCount"),
          runtime("IsAnonymousAccessible"),
          runtime(AuthorizationRulesXml.ELEMENT),
          STATUS,
          FORWARD_TO,
          USER_METADATA,
          runtime("CreatedAt"),
          runtime("UpdatedAt"),
          runtime("AccessedAt"),
          runtime("SupportOrdering"),
          runtime("CountDetails"),
          AUTO_DELETE,
          PARTITIONED,
          runtime("EntityAvailabilityStatus"),
          FORWARD_DEAD_LETTERS,
          EXPRESS,
          MAX_MESSAGE_SIZE);

  private static final List<EntityField> TOPIC =
      List.of(
          TIME_TO_LIVE,
          MAX_SIZE,
          DETECTS_DUPLICATES,
          DUPLICATE_WINDOW,
          BATCHES,
          runtime("SizeInBytes"),
          runtime("FilteringMessagesBeforePublishing"),
          runtime("IsAnonymousAccessible"),
          runtime(AuthorizationRulesXml.ELEMENT),
          STATUS,
          USER_METADATA,
          runtime("CreatedAt"),
          runtime("UpdatedAt"),
          runtime("AccessedAt"),
          flag("SupportOrdering", "true"),
          runtime("CountDetails"),
          runtime("SubscriptionCount"),
          AUTO_DELETE,
          PARTITIONED,
          runtime("EntityAvailabilityStatus"),
          runtime("EnableSubscriptionPartitioning"),
          EXPRESS,
          MAX_MESSAGE_SIZE,
          runtime("SqlFilterCount"),
          runtime("CorrelationFilterCount"));

  private static final List<EntityField> SUBSCRIPTION =
      List.of(
          LOCK_DURATION,
          REQUIRES_SESSION,
          TIME_TO_LIVE,
          DEAD_LETTERS_EXPIRED,
          flag("DeadLetteringOnFilterEvaluationExceptions", "true"),
          runtime("MessageCount"),
          MAX_DELIVERY_COUNT,
          BATCHES,
          STATUS,
          FORWARD_TO,
          runtime("CreatedAt"),
          runtime("UpdatedAt"),
          runtime("AccessedAt"),
          runtime("CountDetails"),
          USER_METADATA,
          FORWARD_DEAD_LETTERS,
          AUTO_DELETE,
          runtime("EntityAvailabilityStatus"));

  /** Returns the fields of a kind of entity, in order. */
  static List<EntityField> of(EntityKind kind) {
    return switch (kind) {
      case QUEUE -> QUEUE;
      case TOPIC -> TOPIC;
      case SUBSCRIPTION -> SUBSCRIPTION;
    };
  }

  /** Returns the name of the element that describes a kind of entity. */
  static String description(EntityKind kind) {
    return switch (kind) {
      case QUEUE -> "QueueDescription";
      case TOPIC -> "TopicDescription";
      case SUBSCRIPTION -> "SubscriptionDescription";
    };
  }

  /** Sets the resource property from the text of the element. */
  void write(String text, ObjectNode properties) {
    if (property == null) {
      return;
    }
    switch (type) {
      case TEXT -> properties.put(property, text);
      case NUMBER -> properties.put(property, number(text));
      case FLAG -> properties.put(property, truth(text));
      case ENTITY -> {
        if (text.isBlank()) {
          properties.remove(property);
        } else {
          properties.put(property, entityName(text));
        }
      }
      case RUNTIME -> {
        // Read-only: clients send it back as they got it.
      }
    }
  }

  /** Returns the text of the element, or null to leave it out. */
  @Nullable String read(JsonNode properties, String host) {
    JsonNode value = properties.path(String.valueOf(property));
    if (value.isMissingNode()
        || value.isNull()
        || (value.isTextual() && value.asText().isEmpty())) {
      return fallback;
    }
    return type == Type.ENTITY ? "sb://" + host + "/" + value.asText() : value.asText();
  }

  private long number(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw AdminException.invalid("The value of " + element + " is not a number.");
    }
  }

  private boolean truth(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw AdminException.invalid("The value of " + element + " is not a boolean.");
    };
  }

  /** Clients name another entity by URL or by path ({@code §13.2}). */
  private static String entityName(String text) {
    int scheme = text.indexOf("://");
    String path = text;
    if (scheme >= 0) {
      int slash = text.indexOf('/', scheme + 3);
      path = slash < 0 ? "" : text.substring(slash);
    }
    return path.replaceAll("^/|/$", "");
  }

  private static EntityField text(String element, @Nullable String fallback) {
    return new EntityField(element, property(element), Type.TEXT, fallback);
  }

  private static EntityField number(String element, String fallback) {
    return new EntityField(element, property(element), Type.NUMBER, fallback);
  }

  private static EntityField flag(String element, String fallback) {
    return new EntityField(element, property(element), Type.FLAG, fallback);
  }

  private static EntityField entity(String element) {
    return new EntityField(element, property(element), Type.ENTITY, null);
  }

  private static EntityField runtime(String element) {
    return new EntityField(element, null, Type.RUNTIME, null);
  }

  private static String property(String element) {
    return Character.toLowerCase(element.charAt(0)) + element.substring(1);
  }
}
