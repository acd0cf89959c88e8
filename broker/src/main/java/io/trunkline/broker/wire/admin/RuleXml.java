package io.trunkline.broker.wire.admin;

import io.trunkline.broker.RuleAction;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.RuleFilter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** Rules in the administration REST ({@code reference/service-bus.md §13.4}). */
final class RuleXml {
  private static final String COMPATIBILITY_LEVEL = "20";

  private RuleXml() {}

  /** Reads a {@code RuleDescription} or {@code DefaultRuleDescription}. */
  static RuleDescription read(String name, Element description) {
    RuleFilter filter =
        AtomReader.child(description, "Filter").map(RuleXml::filter).orElse(new RuleFilter.True());
    RuleAction action = AtomReader.child(description, "Action").map(RuleXml::action).orElse(null);
    return new RuleDescription(name, filter, action, 0);
  }

  private static @Nullable RuleAction action(Element action) {
    return RuleAction.of(
        AtomReader.text(action, "SqlExpression").orElse(null), values(action, "Parameters"));
  }

  private static RuleFilter filter(Element filter) {
    String type = AtomReader.type(filter);
    return switch (type) {
      case "TrueFilter" -> new RuleFilter.True();
      case "FalseFilter" -> new RuleFilter.False();
      case "SqlFilter" ->
          new RuleFilter.Sql(
              AtomReader.text(filter, "SqlExpression")
                  .orElseThrow(() -> AdminException.invalid("A SqlFilter needs a SqlExpression.")),
              values(filter, "Parameters"));
      case "CorrelationFilter" ->
          new RuleFilter.Correlation(
              AtomReader.text(filter, "CorrelationId").orElse(null),
              AtomReader.text(filter, "MessageId").orElse(null),
              AtomReader.text(filter, "To").orElse(null),
              AtomReader.text(filter, "ReplyTo").orElse(null),
              AtomReader.text(filter, "Label").orElse(null),
              AtomReader.text(filter, "SessionId").orElse(null),
              AtomReader.text(filter, "ReplyToSessionId").orElse(null),
              AtomReader.text(filter, "ContentType").orElse(null),
              values(filter, "Properties"));
      default -> throw AdminException.invalid("The filter type '" + type + "' is not supported.");
    };
  }

  private static Map<String, Object> values(Element filter, String name) {
    Map<String, Object> values = new LinkedHashMap<>();
    AtomReader.child(filter, name)
        .ifPresent(
            map -> {
              for (Element pair : AtomReader.children(map)) {
                String key =
                    AtomReader.text(pair, "Key")
                        .orElseThrow(() -> AdminException.invalid("A property has no Key."));
                values.put(key, value(AtomReader.child(pair, "Value").orElse(null)));
              }
            });
    return values;
  }

  private static Object value(@Nullable Element value) {
    if (value == null) {
      return "";
    }
    String text = value.getTextContent();
    try {
      return switch (AtomReader.type(value)) {
        case "int" -> Integer.valueOf(text);
        case "long" -> Long.valueOf(text);
        case "double" -> Double.valueOf(text);
        case "boolean" -> text.equals("true") || text.equals("1");
        case "dateTime" -> OffsetDateTime.parse(text.endsWith("Z") ? text : text + "Z").toInstant();
        default -> text;
      };
    } catch (NumberFormatException | DateTimeParseException e) {
      throw AdminException.invalid("'" + text + "' is not a value of its type.");
    }
  }

  /** Writes a {@code RuleDescription}. */
  static void write(AtomWriter xml, RuleDescription rule) throws XMLStreamException {
    xml.startDescription("RuleDescription");
    switch (rule.filter()) {
      case RuleFilter.True always -> sql(xml, "Filter", "TrueFilter", "1=1", Map.of());
      case RuleFilter.False never -> sql(xml, "Filter", "FalseFilter", "1=0", Map.of());
      case RuleFilter.Sql sql ->
          sql(xml, "Filter", "SqlFilter", sql.expression(), sql.parameters());
      case RuleFilter.Correlation correlation -> correlation(xml, correlation);
    }
    if (rule.action() == null) {
      xml.startTyped("Action", "EmptyRuleAction");
      xml.end();
    } else {
      sql(xml, "Action", "SqlRuleAction", rule.action().expression(), rule.action().parameters());
    }
    xml.text("CreatedAt", Instant.ofEpochMilli(rule.createdAt()).toString());
    xml.text("Name", rule.name());
    xml.end();
  }

  private static void sql(
      AtomWriter xml, String element, String type, String text, Map<String, Object> parameters)
      throws XMLStreamException {
    xml.startTyped(element, type);
    xml.text("SqlExpression", text);
    xml.text("CompatibilityLevel", COMPATIBILITY_LEVEL);
    if (!parameters.isEmpty()) {
      writeValues(xml, "Parameters", parameters);
    }
    xml.end();
  }

  private static void correlation(AtomWriter xml, RuleFilter.Correlation filter)
      throws XMLStreamException {
    xml.startTyped("Filter", "CorrelationFilter");
    optional(xml, "CorrelationId", filter.correlationId());
    optional(xml, "MessageId", filter.messageId());
    optional(xml, "To", filter.to());
    optional(xml, "ReplyTo", filter.replyTo());
    optional(xml, "Label", filter.label());
    optional(xml, "SessionId", filter.sessionId());
    optional(xml, "ReplyToSessionId", filter.replyToSessionId());
    optional(xml, "ContentType", filter.contentType());
    if (!filter.properties().isEmpty()) {
      writeValues(xml, "Properties", filter.properties());
    }
    xml.end();
  }

  private static void optional(AtomWriter xml, String element, @Nullable String text)
      throws XMLStreamException {
    if (text != null) {
      xml.text(element, text);
    }
  }

  private static void writeValues(AtomWriter xml, String element, Map<String, Object> values)
      throws XMLStreamException {
    xml.start(element);
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      xml.start("KeyValueOfstringanyType");
      xml.text("Key", entry.getKey());
      Object value = entry.getValue();
      String type =
          switch (value) {
            case Integer i -> "int";
            case Long l -> "long";
            case Double d -> "double";
            case Boolean b -> "boolean";
            case Instant time -> "dateTime";
            default -> "string";
          };
      xml.value("Value", type, value.toString());
      xml.end();
    }
    xml.end();
  }
}
