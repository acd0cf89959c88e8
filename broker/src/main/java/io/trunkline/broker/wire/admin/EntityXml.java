package io.trunkline.broker.wire.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityRuntime;
import io.trunkline.resources.Resource;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** Queues, topics and subscriptions in the administration REST. */
final class EntityXml {
  private static final String COUNTS =
      "http://schemas.microsoft.com/netservices/2011/06/servicebus";

  /** How the service writes a time that has not come yet. */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private EntityXml() {}

  /**
   * Sets the resource properties that a description names; others stay as they are.
   *
   * @throws AdminException 400 for an element that cannot be honoured
   */
  static void read(EntityKind kind, Element description, ObjectNode properties) {
    Map<String, EntityField> fields = new HashMap<>();
    EntityField.of(kind).forEach(field -> fields.put(field.element(), field));
    Set<String> seen = new HashSet<>();
    for (Element element : AtomReader.children(description)) {
      String name = element.getLocalName();
      if (!seen.add(name)) {
        throw AdminException.invalid("The element " + name + " stands twice.");
      }
      EntityField field = fields.get(name);
      if (field != null) {
        field.write(element.getTextContent(), properties);
      }
    }
  }

  /**
   * What is to be said of an entity.
   *
   * @param properties of its resource
   * @param rules its authorization rules
   */
  record View(
      EntityKind kind, ObjectNode properties, EntityRuntime runtime, List<Resource> rules) {}

  /**
   * Writes the description of an entity.
   *
   * @param host in the addresses of other entities
   */
  static void write(AtomWriter xml, View entity, String host) throws XMLStreamException {
    xml.startDescription(EntityField.description(entity.kind()));
    for (EntityField field : EntityField.of(entity.kind())) {
      switch (field.element()) {
        case "CountDetails" -> counts(xml, entity.runtime());
        case AuthorizationRulesXml.ELEMENT -> AuthorizationRulesXml.write(xml, entity.rules());
        default -> {
          String text =
              field.type() == EntityField.Type.RUNTIME
                  ? runtime(field.element(), entity.runtime())
                  : field.read(entity.properties(), host);
          if (text != null) {
            xml.text(field.element(), text);
          }
        }
      }
    }
    xml.end();
  }

  private static @Nullable String runtime(String element, EntityRuntime runtime) {
    return switch (element) {
      case "SizeInBytes" -> Long.toString(runtime.sizeInBytes());
      case "MessageCount" -> Long.toString(runtime.total());
      case "SubscriptionCount" -> Integer.toString(runtime.subscriptions());
      case "SqlFilterCount" -> Integer.toString(runtime.sqlFilters());
      case "CorrelationFilterCount" -> Integer.toString(runtime.correlationFilters());
      case "CreatedAt" -> time(runtime.createdAt());
      case "UpdatedAt" -> time(runtime.updatedAt());
      case "AccessedAt" -> time(runtime.accessedAt());
      case "SupportOrdering" -> "true";
      case "EntityAvailabilityStatus" -> "Available";
      case "IsAnonymousAccessible",
          "FilteringMessagesBeforePublishing",
          "EnableSubscriptionPartitioning" ->
          "false";
      default -> null;
    };
  }

  private static void counts(AtomWriter xml, EntityRuntime runtime) throws XMLStreamException {
    xml.start("CountDetails");
    xml.namespace("d2p1", COUNTS);
    xml.prefixed("d2p1", "ActiveMessageCount", Long.toString(runtime.active()));
    xml.prefixed("d2p1", "DeadLetterMessageCount", Long.toString(runtime.deadLetter()));
    xml.prefixed("d2p1", "ScheduledMessageCount", Long.toString(runtime.scheduled()));
    xml.prefixed("d2p1", "TransferMessageCount", Long.toString(runtime.transfer()));
    xml.prefixed(
        "d2p1", "TransferDeadLetterMessageCount", Long.toString(runtime.transferDeadLetter()));
    xml.end();
  }

  static String time(long millis) {
    return millis == 0 ? NEVER : Instant.ofEpochMilli(millis).toString();
  }
}
