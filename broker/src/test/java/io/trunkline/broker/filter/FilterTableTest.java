package io.trunkline.broker.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.BrokerMessage;
import io.trunkline.broker.EncodedValue;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.RuleAction;
import io.trunkline.broker.RuleFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code reference/service-bus.md §12} says, line by line. */
class FilterTableTest {
  private static final BrokerLimits LIMITS = BrokerLimits.defaults();

  private static FilterInput input() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("color", "red");
    properties.put("amount", 250);
    properties.put("weight", 2.5);
    properties.put("express", true);
    properties.put("order id", "A-1");
    properties.put("region", "eu_west");
    properties.put("big", 9_000_000_000L);
    properties.put("nothing", new EncodedValue(null, new byte[] {0x40}));
    properties.put("unsigned", new EncodedValue(7L, new byte[] {0x53, 7}));
    MessageProperties system =
        MessageProperties.builder()
            .messageId("m1")
            .subject("order")
            .correlationId("c1")
            .sessionId("s1")
            .build();
    return new FilterInput(
        BrokerMessage.sent(system, properties, new byte[0], 10), 0, 1, () -> new UUID(1, 1));
  }

  private static boolean matches(String sql) {
    return MessageFilter.compile(new RuleFilter.Sql(sql), LIMITS).matches(input());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1=1",
        "color = 'red'",
        "COLOR = 'red' and Amount > 100",
        "user.color = 'red'",
        "sys.Label = 'order'",
        "SYS.label IN ('invoice', 'order')",
        "[order id] = 'A-1'",
        "\"order id\" LIKE 'A-%'",
        "amount >= 250 AND amount <= 250 AND NOT amount <> 250 AND amount != 251",
        "amount + 1 = 251 AND amount * 2 = 500 AND amount / 2 = 125 AND amount % 100 = 50",
        "amount - 1 - 1 = 248",
        "-amount = -250 AND +amount = 250 AND - - amount = 250",
        "weight = 2.5 AND weight * 2 = 5 AND weight > 2 AND weight < 3e0",
        "(amount + 50) * 2 = 600",
        "((amount > 1) OR FALSE) AND (color = 'blue' OR color = 'red')",
        "express",
        "express = TRUE AND NOT express = FALSE",
        "color LIKE 'r_d' AND color NOT LIKE 'b%' AND color LIKE '%e%'",
        "region LIKE 'eu!_west' ESCAPE '!'",
        "color IN ('blue', 'red') AND amount NOT IN (1, 2, 3)",
        "EXISTS(color) AND NOT EXISTS(missing) AND EXISTS(sys.MessageId)",
        "missing IS NULL AND color IS NOT NULL AND nothing IS NULL",
        "missing = 1 OR color = 'red'",
        "big > 2147483647",
        "unsigned = 7",
        "'it''s' = 'it''s'",
        "p('color') = 'red' AND property('sys.Label') = 'order'",
        "newid() IS NOT NULL",
        "color + '-' + color = 'red-red'",
        "NOT (missing = 1 AND FALSE)"
      })
  void matchesTheMessage(String sql) {
    assertThat(matches(sql)).as(sql).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1=0",
        "color = 'RED'",
        "missing = 1",
        "NOT (missing = 1)",
        "missing <> 1",
        "missing LIKE '%'",
        "missing NOT LIKE 'a'",
        "missing IN (1)",
        "missing NOT IN (1)",
        "amount NOT IN (1, missing)",
        "missing + 1 > 0",
        "color = 1",
        "amount = '250'",
        "nothing = 1",
        "color LIKE 'r'",
        "region LIKE 'eu!%west' ESCAPE '!'",
        "NULL = NULL",
        "missing = 1 AND color = 'red'"
      })
  void doesNotMatchTheMessage(String sql) {
    assertThat(matches(sql)).as(sql).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "T,T,T,T", "T,F,F,T", "T,U,U,T", "F,T,F,T", "F,F,F,F", "F,U,F,U", "U,T,U,T", "U,F,F,U",
    "U,U,U,U"
  })
  void logicHasThreeValues(String left, String right, String and, String or) {
    assertThat(truth(operand(left) + " AND " + operand(right))).isEqualTo(and);
    assertThat(truth(operand(left) + " OR " + operand(right))).isEqualTo(or);
  }

  private static String operand(String value) {
    return switch (value) {
      case "T" -> "1=1";
      case "F" -> "1=0";
      default -> "missing=1";
    };
  }

  /** True, false, or unknown where neither the condition nor its negation holds. */
  private static String truth(String sql) {
    return matches(sql) ? "T" : matches("NOT (" + sql + ")") ? "F" : "U";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sys.NoSuchProperty = 1",
        "amount / 0 = 1",
        "color * 2 = 1",
        "color",
        "9223372036854775807 + amount > 0",
        "region LIKE 'eu!' ESCAPE '!'",
        "region LIKE 'x' ESCAPE 'ab'"
      })
  void failsForThisMessage(String sql) {
    assertThatThrownBy(() -> matches(sql)).as(sql).isInstanceOf(FilterException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "color =",
        "color = 'red",
        "= 1",
        "color == 1",
        "other.color = 1",
        "nosuchfunction(1) = 1",
        "newid(1) IS NULL",
        "99999999999999999999 = 1",
        "color IN ()",
        "SELECT * FROM x",
        "@limit = 1",
        "#x = 1"
      })
  void isNoCondition(String sql) {
    assertThatThrownBy(() -> matches(sql))
        .as(sql)
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.error()).isEqualTo(BrokerError.ARGUMENT_ERROR));
  }

  @Test
  void aMistakeIsShownWithItsPlace() {
    assertThatThrownBy(() -> matches("color = 'red' AND\n  amount >> 1"))
        .hasMessageContaining("2:11");
  }

  @Test
  void lengthAndDepthAreLimited() {
    assertThatThrownBy(() -> matches("color = '" + "x".repeat(1_024) + "'"))
        .hasMessageContaining("1024");
    assertThatThrownBy(() -> matches("(".repeat(100) + "1=1" + ")".repeat(100)))
        .hasMessageContaining("nested");
  }

  @Test
  void parametersHaveValues() {
    RuleFilter filter = new RuleFilter.Sql("amount > @limit", Map.of("@Limit", 100));
    assertThat(MessageFilter.compile(filter, LIMITS).matches(input())).isTrue();
  }

  @Test
  void aCorrelationFilterComparesExactly() {
    assertThat(correlates("c1", "order", Map.of("amount", 250L, "COLOR", "red"))).isTrue();
    assertThat(correlates("C1", "order", Map.of())).isFalse();
    assertThat(correlates("c1", "order", Map.of("missing", 1L))).isFalse();
    assertThat(correlates("c1", "order", Map.of("color", "Red"))).isFalse();
    assertThat(correlates(null, "", Map.of("express", true, "weight", 2.5))).isTrue();
  }

  private static boolean correlates(String id, String label, Map<String, Object> properties) {
    RuleFilter filter =
        new RuleFilter.Correlation(id, null, null, null, label, null, null, null, properties);
    return MessageFilter.compile(filter, LIMITS).matches(input());
  }

  @Test
  void actionsSetAndRemove() {
    BrokerMessage changed =
        MessageAction.compile(
                new RuleAction(
                    "SET amount = amount * 2; SET priority = 'high'; REMOVE color; REMOVE missing;"
                        + " SET sys.Label = 'order-' + sys.Label; SET weight = 3; SET gone ="
                        + " NULL;"),
                LIMITS)
            .apply(input());
    assertThat(changed.applicationProperties())
        .containsEntry("amount", 500)
        .containsEntry("priority", "high")
        .containsEntry("weight", 3.0)
        .containsKey("gone")
        .doesNotContainKey("color");
    assertThat(changed.properties().subject()).isEqualTo("order-order");
    assertThat(changed.propertiesChanged()).isTrue();
  }

  @Test
  void actionsKnowTheirParameters() {
    RuleAction action =
        new RuleAction(
            "SET amount = amount + @More; SET by = @who", Map.of("@more", 5, "@who", "me"));
    assertThat(MessageAction.compile(action, LIMITS).apply(input()).applicationProperties())
        .containsEntry("amount", 255)
        .containsEntry("by", "me");
    assertThatThrownBy(() -> MessageAction.check(new RuleAction("SET a = @missing"), LIMITS))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("@missing");
  }

  @Test
  void actionsOfUnknownSystemPropertiesAndTooManyStatementsAreRefused() {
    MessageAction action =
        MessageAction.compile(new RuleAction("SET sys.SequenceNumber = 1"), LIMITS);
    assertThatThrownBy(() -> action.apply(input())).isInstanceOf(FilterException.class);
    for (String target : List.of("sys.SequenceNumber", "sys.NoSuchProperty")) {
      assertThatThrownBy(
              () -> MessageAction.check(new RuleAction("SET a = 1; REMOVE " + target), LIMITS))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining(target.substring("sys.".length()));
    }
    MessageAction.check(
        new RuleAction("SET sys.ScheduledEnqueueTimeUtc = 1; SET sys.Label = 'a'"), LIMITS);
    assertThat(
            MessageAction.compile(new RuleAction("SET sys.ScheduledEnqueueTimeUtc = 1"), LIMITS)
                .apply(input())
                .properties()
                .scheduledEnqueueTime())
        .as("the copy is there already")
        .isEqualTo(input().message().properties().scheduledEnqueueTime());
    assertThatThrownBy(() -> MessageAction.compile(new RuleAction("SET a=1;".repeat(33)), LIMITS))
        .hasMessageContaining("32");
    assertThatThrownBy(() -> MessageAction.compile(new RuleAction("DROP a"), LIMITS))
        .isInstanceOf(BrokerException.class);
  }
}
