package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.RuleAction;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.RuleFilter;
import io.trunkline.broker.service.SubscriptionRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.protonj2.types.UnknownDescribedType;
import org.apache.qpid.protonj2.types.UnsignedLong;

/** The management operations on a subscription's rules ({@code §8.2 to §8.4}). */
final class RuleOperations {
  private static final UnsignedLong RULE = UnsignedLong.valueOf(0x13700000004L);
  private static final UnsignedLong EMPTY_ACTION = UnsignedLong.valueOf(0x13700000005L);
  private static final UnsignedLong SQL_ACTION = UnsignedLong.valueOf(0x13700000006L);
  private static final UnsignedLong SQL_FILTER = UnsignedLong.valueOf(0x1370000006L);
  private static final UnsignedLong TRUE_FILTER = UnsignedLong.valueOf(0x1370000007L);
  private static final UnsignedLong FALSE_FILTER = UnsignedLong.valueOf(0x1370000008L);
  private static final UnsignedLong CORRELATION_FILTER = UnsignedLong.valueOf(0x1370000009L);
  private static final int COMPATIBILITY_LEVEL = 20;

  private RuleOperations() {}

  static CompletableFuture<Reply> add(SubscriptionRules rules, Arguments arguments) {
    String name = arguments.requiredText("rule-name");
    Arguments description =
        arguments.map("rule-description").map(Arguments::new).orElseThrow(RuleOperations::noFilter);
    String action =
        description
            .map("sql-rule-action")
            .flatMap(map -> new Arguments(map).text("expression"))
            .orElse(null);
    return rules
        .add(new RuleDescription(name, filter(description), RuleAction.of(action, Map.of()), 0))
        .thenApply(done -> Reply.ok(Map.of()));
  }

  static CompletableFuture<Reply> remove(SubscriptionRules rules, Arguments arguments) {
    return rules.remove(arguments.requiredText("rule-name")).thenApply(done -> Reply.ok(Map.of()));
  }

  static CompletableFuture<Reply> list(SubscriptionRules rules, Arguments arguments) {
    long skip = Math.max(0, arguments.number("skip").orElse(0L));
    long top = Math.max(0, arguments.number("top").orElse((long) Integer.MAX_VALUE));
    return rules
        .list()
        .thenApply(
            all -> {
              List<Map<String, Object>> page =
                  all.stream()
                      .skip(skip)
                      .limit(top)
                      .map(rule -> Map.<String, Object>of("rule-description", described(rule)))
                      .toList();
              return page.isEmpty() ? Reply.none() : Reply.ok(Map.of("rules", page));
            });
  }

  private static RuleFilter filter(Arguments description) {
    if (description.map("sql-filter").isPresent()) {
      String expression =
          new Arguments(description.map("sql-filter").get()).requiredText("expression");
      return switch (expression) {
        case "1=1" -> new RuleFilter.True();
        case "1=0" -> new RuleFilter.False();
        default -> new RuleFilter.Sql(expression);
      };
    }
    Arguments filter =
        description
            .map("correlation-filter")
            .map(Arguments::new)
            .orElseThrow(RuleOperations::noFilter);
    Map<String, Object> properties = new LinkedHashMap<>();
    filter.map("properties").ifPresent(map -> properties.putAll(Settlements.values(map)));
    return new RuleFilter.Correlation(
        filter.text("correlation-id").orElse(null),
        filter.text("message-id").orElse(null),
        filter.text("to").orElse(null),
        filter.text("reply-to").orElse(null),
        filter.text("label").orElse(null),
        filter.text("session-id").orElse(null),
        filter.text("reply-to-session-id").orElse(null),
        filter.text("content-type").orElse(null),
        properties);
  }

  private static UnknownDescribedType described(RuleDescription rule) {
    UnknownDescribedType action =
        rule.action() == null
            ? list(EMPTY_ACTION)
            : list(SQL_ACTION, rule.action().expression(), COMPATIBILITY_LEVEL);
    return list(
        RULE,
        described(rule.filter()),
        action,
        rule.name(),
        Date.from(Instant.ofEpochMilli(rule.createdAt())));
  }

  private static UnknownDescribedType described(RuleFilter filter) {
    return switch (filter) {
      case RuleFilter.True always -> list(TRUE_FILTER);
      case RuleFilter.False never -> list(FALSE_FILTER);
      case RuleFilter.Sql sql -> list(SQL_FILTER, sql.expression(), COMPATIBILITY_LEVEL);
      case RuleFilter.Correlation correlation -> {
        Map<String, Object> properties = new LinkedHashMap<>();
        correlation
            .properties()
            .forEach((name, value) -> properties.put(name, ApplicationValues.amqp(value)));
        yield list(
            CORRELATION_FILTER,
            correlation.correlationId(),
            correlation.messageId(),
            correlation.to(),
            correlation.replyTo(),
            correlation.label(),
            correlation.sessionId(),
            correlation.replyToSessionId(),
            correlation.contentType(),
            properties);
      }
    };
  }

  private static UnknownDescribedType list(UnsignedLong descriptor, Object... fields) {
    return new UnknownDescribedType(descriptor, new ArrayList<>(Arrays.asList(fields)));
  }

  private static BrokerException noFilter() {
    return new BrokerException(
        BrokerError.ARGUMENT_ERROR,
        "A rule needs a 'rule-description' with a 'sql-filter' or a 'correlation-filter'.");
  }
}
