package io.trunkline.broker.filter;

import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.RuleFilter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A compiled filter. */
@FunctionalInterface
public interface MessageFilter {
  /**
   * Returns whether the message matches; unknown counts as no.
   *
   * @throws FilterException when the filter cannot be evaluated for this message
   */
  boolean matches(FilterInput input);

  /**
   * Compiles a filter.
   *
   * @throws io.trunkline.broker.BrokerException {@code ARGUMENT_ERROR} saying what is wrong where
   */
  static MessageFilter compile(RuleFilter filter, BrokerLimits limits) {
    return switch (filter) {
      case RuleFilter.True() -> _ -> true;
      case RuleFilter.False() -> _ -> false;
      case RuleFilter.Sql sql -> {
        Condition condition =
            new ConditionCompiler(new OperandCompiler(sql.parameters()))
                .visit(SqlSource.parser(sql.expression(), limits.maxSqlLength()).filter());
        yield input -> Boolean.TRUE.equals(condition.test(input));
      }
      case RuleFilter.Correlation correlation -> input -> correlates(correlation, input);
    };
  }

  private static boolean correlates(RuleFilter.Correlation wanted, FilterInput input) {
    MessageProperties actual = input.message().properties();
    if (!(same(wanted.correlationId(), actual.correlationId())
        && same(wanted.messageId(), actual.messageId())
        && same(wanted.to(), actual.to())
        && same(wanted.replyTo(), actual.replyTo())
        && same(wanted.label(), actual.subject())
        && same(wanted.sessionId(), actual.sessionId())
        && same(wanted.replyToSessionId(), actual.replyToSessionId())
        && same(wanted.contentType(), actual.contentType()))) {
      return false;
    }
    for (Map.Entry<String, Object> property : wanted.properties().entrySet()) {
      Object value = Values.normal(input.property(property.getKey()));
      if (!Boolean.TRUE.equals(Values.equal(Values.normal(property.getValue()), value))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(@Nullable String wanted, @Nullable String actual) {
    return wanted == null || wanted.isEmpty() || wanted.equals(actual);
  }
}
