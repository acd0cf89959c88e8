package io.trunkline.broker.state;

import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.EntitySettings;
import io.trunkline.broker.EntityStatus;
import io.trunkline.broker.RuleAction;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.RuleFilter;
import io.trunkline.broker.SubQueue;
import java.util.Map;

/** The binary form of entities and rules, in commands and in the store. */
final class DefinitionFormat {
  private static final EntityKind[] KINDS = EntityKind.values();
  private static final EntityStatus[] STATUSES = EntityStatus.values();

  private static final int ACTION_PARAMETERS = 'p';

  private DefinitionFormat() {}

  static void writePath(BinaryWriter out, EntityPath path) {
    out.text(path.entity()).optionalText(path.subscription());
  }

  static EntityPath readPath(BinaryReader in) {
    return new EntityPath(in.text(), in.optionalText(), SubQueue.MAIN);
  }

  static void writeKind(BinaryWriter out, EntityKind kind) {
    out.octet(kind.code());
  }

  static EntityKind readKind(BinaryReader in) {
    return KINDS[in.octet()];
  }

  static void writeSettings(BinaryWriter out, EntitySettings settings) {
    out.number(settings.lockDuration())
        .number(settings.maxDeliveryCount())
        .number(settings.timeToLive())
        .flag(settings.deadLetterOnExpiration())
        .flag(settings.deadLetterOnFilterError())
        .flag(settings.requiresSession())
        .number(settings.duplicateWindow())
        .number(settings.maxSizeBytes())
        .number(settings.maxMessageBytes())
        .number(settings.autoDeleteOnIdle())
        .optionalText(settings.forwardTo())
        .optionalText(settings.forwardDeadLettersTo())
        .octet(settings.status().code());
  }

  static EntitySettings readSettings(BinaryReader in) {
    return new EntitySettings(
        in.number(),
        (int) in.number(),
        in.number(),
        in.flag(),
        in.flag(),
        in.flag(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.optionalText(),
        in.optionalText(),
        STATUSES[in.octet()]);
  }

  static void writeRule(BinaryWriter out, RuleDescription rule) {
    RuleAction action = rule.action();
    out.text(rule.name())
        .optionalText(action == null ? null : action.expression())
        .number(rule.createdAt());
    if (action != null && !action.parameters().isEmpty()) {
      out.octet(ACTION_PARAMETERS).properties(action.parameters());
    }
    switch (rule.filter()) {
      case RuleFilter.True() -> out.octet('t');
      case RuleFilter.False() -> out.octet('f');
      case RuleFilter.Sql sql -> out.octet('s').text(sql.expression()).properties(sql.parameters());
      case RuleFilter.Correlation correlation ->
          out.octet('c')
              .optionalText(correlation.correlationId())
              .optionalText(correlation.messageId())
              .optionalText(correlation.to())
              .optionalText(correlation.replyTo())
              .optionalText(correlation.label())
              .optionalText(correlation.sessionId())
              .optionalText(correlation.replyToSessionId())
              .optionalText(correlation.contentType())
              .properties(correlation.properties());
    }
  }

  static RuleDescription readRule(BinaryReader in) {
    String name = in.text();
    String action = in.optionalText();
    long createdAt = in.number();
    int type = in.octet();
    Map<String, Object> parameters = Map.of();
    if (type == ACTION_PARAMETERS) { // only where there are some
      parameters = in.properties();
      type = in.octet();
    }
    return new RuleDescription(
        name, readFilter(type, in), RuleAction.of(action, parameters), createdAt);
  }

  private static RuleFilter readFilter(int type, BinaryReader in) {
    return switch (type) {
      case 't' -> new RuleFilter.True();
      case 'f' -> new RuleFilter.False();
      case 's' -> new RuleFilter.Sql(in.text(), in.properties());
      case 'c' ->
          new RuleFilter.Correlation(
              in.optionalText(),
              in.optionalText(),
              in.optionalText(),
              in.optionalText(),
              in.optionalText(),
              in.optionalText(),
              in.optionalText(),
              in.optionalText(),
              in.properties());
      default -> throw new IllegalArgumentException("unknown filter type " + type);
    };
  }
}
