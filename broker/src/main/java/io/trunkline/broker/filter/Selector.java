package io.trunkline.broker.filter;

import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.RuleFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.Token;

/**
 * Message selectors of JMS ({@code reference/service-bus.md §17}), written as the SQL of rules:
 * names of JMS headers become system properties, and {@code BETWEEN} two comparisons.
 */
public final class Selector {
  private static final Map<String, String> HEADERS =
      Map.of(
          "JMSMessageID", "sys.MessageId",
          "JMSCorrelationID", "sys.CorrelationId",
          "JMSType", "sys.Label",
          "JMSXGroupID", "sys.SessionId");

  private final List<String> tokens = new ArrayList<>();

  private Selector() {}

  /**
   * Returns the selector as a filter.
   *
   * @throws io.trunkline.broker.BrokerException {@code ARGUMENT_ERROR} saying what is wrong where
   */
  public static RuleFilter.Sql filter(String selector, BrokerLimits limits) {
    Selector translation = new Selector();
    SqlSource.tokens(selector, limits.maxSqlLength()).forEach(translation::add);
    translation.replaceBetween();
    RuleFilter.Sql filter = new RuleFilter.Sql(String.join(" ", translation.tokens));
    var unusedCheck = MessageFilter.compile(filter, limits);
    return filter;
  }

  private void add(Token token) {
    String text = token.getText();
    boolean name = token.getType() == ServiceBusSqlLexer.NAME;
    if (name && text.startsWith("JMS") && !text.startsWith("JMS_")) {
      text = HEADERS.get(text);
      if (text == null) {
        throw SqlSource.at(token, "'" + token.getText() + "' is not supported in a selector");
      }
    }
    tokens.add(text);
  }

  private void replaceBetween() {
    for (int at = 0; at < tokens.size(); at++) {
      if (tokens.get(at).equalsIgnoreCase("BETWEEN")) {
        replaceBetween(at);
        at = 0;
      }
    }
  }

  /** Replaces {@code x [NOT] BETWEEN a AND b} by {@code [NOT] (x >= a AND x <= b)}. */
  private void replaceBetween(int between) {
    boolean negated = between > 0 && tokens.get(between - 1).equalsIgnoreCase("NOT");
    int valueEnd = negated ? between - 1 : between;
    int start = start(valueEnd);
    int and = end(between + 1);
    int end = and < tokens.size() ? end(and + 1) : and;
    List<String> value = List.copyOf(tokens.subList(start, valueEnd));
    List<String> low = List.copyOf(tokens.subList(between + 1, and));
    List<String> high = List.copyOf(tokens.subList(Math.min(and + 1, end), end));
    List<String> range = new ArrayList<>();
    if (negated) {
      range.add("NOT");
    }
    range.add("(");
    range.addAll(value);
    range.add(">=");
    range.addAll(low);
    range.add("AND");
    range.addAll(value);
    range.add("<=");
    range.addAll(high);
    range.add(")");
    tokens.subList(start, end).clear();
    tokens.addAll(start, range);
  }

  /** Returns where the operand that ends before {@code end} starts. */
  private int start(int end) {
    int depth = 0;
    int at = end;
    while (at > 0) {
      String token = tokens.get(at - 1);
      if (token.equals(")")) {
        depth++;
      } else if (depth == 0 && (token.equals("(") || isConnective(token))) {
        return at;
      } else if (token.equals("(")) {
        depth--;
      }
      at--;
    }
    return at;
  }

  /** Returns where the operand that starts at {@code start} ends. */
  private int end(int start) {
    int depth = 0;
    int at = start;
    while (at < tokens.size()) {
      String token = tokens.get(at);
      if (token.equals("(")) {
        depth++;
      } else if (depth == 0 && (token.equals(")") || isConnective(token))) {
        return at;
      } else if (token.equals(")")) {
        depth--;
      }
      at++;
    }
    return at;
  }

  private static boolean isConnective(String token) {
    return token.equalsIgnoreCase("AND")
        || token.equalsIgnoreCase("OR")
        || token.equalsIgnoreCase("NOT");
  }
}
