package io.trunkline.events.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.trunkline.events.schema.Event;
import io.trunkline.events.schema.EventSchema;
import io.trunkline.net.codec.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator table of {@code reference/event-grid.md §3.4}, row by row. */
class AdvancedFilterTest {

  /** Columns: operator, its values, the event's value under {@code data.k}, whether it passes. */
  @ParameterizedTest(name = "{0} {1} of {2} is {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NumberIn                  | [3, 5]           | 5          | true
          NumberIn                  | [3, 5]           | 5.0        | true
          NumberIn                  | [3, 5]           | 4          | false
          NumberIn                  | [3, 5]           | missing    | false
          NumberIn                  | [3, 5]           | null       | false
          NumberIn                  | [3, 5]           | "5"        | false
          NumberNotIn               | [3, 5]           | 4          | true
          NumberNotIn               | [3, 5]           | 5          | false
          NumberNotIn               | [3, 5]           | missing    | true
          NumberNotIn               | [3, 5]           | null       | true
          NumberNotIn               | [3, 5]           | "x"        | true
          NumberLessThan            | [100]            | 99.5       | true
          NumberLessThan            | [100]            | 100        | false
          NumberLessThan            | [100]            | missing    | false
          NumberLessThanOrEquals    | [100]            | 100        | true
          NumberLessThanOrEquals    | [100]            | 101        | false
          NumberGreaterThan         | [100]            | 101        | true
          NumberGreaterThan         | [100]            | 100        | false
          NumberGreaterThanOrEquals | [100]            | 100        | true
          NumberGreaterThanOrEquals | [100]            | 99         | false
          NumberInRange             | [1, 2, 10, 20]   | 2          | true
          NumberInRange             | [1, 2, 10, 20]   | 10         | true
          NumberInRange             | [1, 2, 10, 20]   | 5          | false
          NumberInRange             | [1, 2, 10, 20]   | missing    | false
          NumberNotInRange          | [1, 2, 10, 20]   | 5          | true
          NumberNotInRange          | [1, 2, 10, 20]   | 20         | false
          NumberNotInRange          | [1, 2, 10, 20]   | missing    | true
          BoolEquals                | true             | true       | true
          BoolEquals                | true             | false      | false
          BoolEquals                | true             | "true"     | false
          BoolEquals                | false            | missing    | false
          StringContains            | ["ell", "zz"]    | "hELLo"    | true
          StringContains            | ["zz"]           | "hello"    | false
          StringContains            | ["ell"]          | missing    | false
          StringNotContains         | ["ell", "zz"]    | "hello"    | false
          StringNotContains         | ["zz"]           | "hello"    | true
          StringNotContains         | ["zz"]           | missing    | false
          StringNotContains         | ["zz"]           | 7          | false
          StringBeginsWith          | ["HE"]           | "hello"    | true
          StringBeginsWith          | ["lo"]           | "hello"    | false
          StringNotBeginsWith       | ["he"]           | "hello"    | false
          StringNotBeginsWith       | ["lo"]           | "hello"    | true
          StringNotBeginsWith       | ["lo"]           | missing    | false
          StringEndsWith            | ["LO"]           | "hello"    | true
          StringEndsWith            | ["he"]           | "hello"    | false
          StringNotEndsWith         | ["lo"]           | "hello"    | false
          StringNotEndsWith         | ["he"]           | "hello"    | true
          StringNotEndsWith         | ["he"]           | missing    | false
          StringIn                  | ["a", "b"]       | "B"        | true
          StringIn                  | ["a", "b"]       | "ab"       | false
          StringIn                  | ["a", "b"]       | missing    | false
          StringNotIn               | ["a", "b"]       | "c"        | true
          StringNotIn               | ["a", "b"]       | "A"        | false
          StringNotIn               | ["a", "b"]       | missing    | true
          IsNullOrUndefined         | []               | missing    | true
          IsNullOrUndefined         | []               | null       | true
          IsNullOrUndefined         | []               | 0          | false
          IsNotNull                 | []               | missing    | false
          IsNotNull                 | []               | null       | false
          IsNotNull                 | []               | ""         | true
          """)
  void everyOperatorOnScalars(String operator, String values, String value, boolean passes) {
    assertThat(matches(operator, values, "data.k", false, event(value))).isEqualTo(passes);
  }

  @ParameterizedTest(name = "{0} {1} of {2} is {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NumberIn          | [3]        | [1, 3]         | true
          NumberIn          | [3]        | [1, 2]         | false
          NumberNotIn       | [3]        | [1, 3]         | false
          NumberNotIn       | [3]        | [1, 2]         | true
          NumberNotIn       | [3]        | []             | true
          NumberLessThan    | [3]        | [9, 1]         | true
          NumberInRange     | [1, 2]     | [9, 2]         | true
          NumberNotInRange  | [1, 2]     | [9, 2]         | false
          BoolEquals        | true       | [false, true]  | true
          StringContains    | ["x"]      | ["a", "ax"]    | true
          StringNotContains | ["x"]      | ["a", "ax"]    | false
          StringNotContains | ["x"]      | ["a", "b"]     | true
          StringNotContains | ["x"]      | [1, "b"]       | true
          StringNotContains | ["x"]      | []             | false
          StringIn          | ["x"]      | ["a", "X"]     | true
          StringNotIn       | ["x"]      | ["a", "X"]     | false
          StringNotIn       | ["x"]      | ["a", "b"]     | true
          """)
  void arraysAreLookedIntoWhenAllowed(
      String operator, String values, String value, boolean passes) {
    assertThat(matches(operator, values, "data.k", true, event(value))).isEqualTo(passes);
  }

  @Test
  void withoutTheFlagAnArrayCountsAsMissing() {
    assertThat(matches("NumberIn", "[3]", "data.k", false, event("[3]"))).isFalse();
    assertThat(matches("NumberNotIn", "[3]", "data.k", false, event("[3]"))).isTrue();
    assertThat(matches("StringNotContains", "[\"x\"]", "data.k", false, event("[\"a\"]")))
        .isFalse();
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource({
    "id, e-1",
    "Id, E-1",
    "topic, /t",
    "Subject, /orders/7",
    "subject, /ORDERS/7",
    "EventType, order.accepted",
    "dataVersion, 2.0",
    "data.Key1, exact",
    "data.KEY1, exact",
    "Data.nested.deep, below"
  })
  void topLevelNamesIgnoreCaseAndDataPrefersTheExactName(String key, String expected) {
    Event event =
        eventGrid(
            """
            {"KEy1": "other", "Key1": "exact", "nested": {"deep": "below"}}
            """);
    boolean passes = matches("StringIn", "[\"" + expected + "\"]", key, false, event);
    if (key.equals("data.KEY1")) {
      // Neither name is exact: the first that fits without case is taken.
      assertThat(matches("StringIn", "[\"other\"]", key, false, event)).isTrue();
    } else {
      assertThat(passes).isTrue();
    }
  }

  @Test
  void cloudEventKeysAreAttributesExtensionsAndData() {
    Event event =
        new Event(
            "1",
            "/t",
            "order.accepted",
            "s",
            "2030-01-01T00:00:00Z",
            "",
            EventSchema.CLOUD_EVENTS,
            """
            {"specversion":"1.0","id":"1","source":"/shop","type":"order.accepted",
             "priority":12,"data":{"n":5}}
            """,
            null);
    assertThat(matches("StringIn", "[\"/shop\"]", "source", false, event)).isTrue();
    assertThat(matches("StringIn", "[\"1.0\"]", "specversion", false, event)).isTrue();
    assertThat(matches("StringBeginsWith", "[\"1\"]", "priority", false, event)).isTrue();
    assertThat(matches("NumberIn", "[12]", "priority", false, event)).isFalse();
    assertThat(matches("NumberIn", "[5]", "data.n", false, event)).isTrue();
  }

  @Test
  void dataOfACustomEventIsTheWholeEvent() {
    Event event =
        new Event("1", "/t", "", "", "", "", EventSchema.CUSTOM, "{\"kind\":\"a\"}", null);
    assertThat(matches("StringIn", "[\"a\"]", "data.kind", false, event)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          order.accepted | /ORDERS | /7 | false | true
          Order.Accepted | /orders | /7 | true  | true
          order.accepted | /ORDERS | /7 | true  | false
          order.accepted | /orders | /8 | false | false
          order.refused  | /orders | /7 | false | false
          """)
  void typesAndSubjectsMustAllHold(
      String type, String begins, String ends, boolean caseSensitive, boolean passes) {
    EventFilter filter =
        new EventFilter(List.of("x", type), begins, ends, caseSensitive, false, List.of());
    assertThat(filter.matches(event("1"))).isEqualTo(passes);
  }

  @Test
  void allAdvancedFiltersMustHold() {
    AdvancedFilter least = filter("NumberGreaterThan", "[3]", "data.k");
    AdvancedFilter most = filter("NumberLessThan", "[6]", "data.k");
    EventFilter filter = new EventFilter(List.of(), "", "", false, false, List.of(least, most));
    assertThat(filter.matches(event("5"))).isTrue();
    assertThat(filter.matches(event("7"))).isFalse();
    assertThat(filter.matches(event("2"))).isFalse();
  }

  private static Event event(String value) {
    return eventGrid(value.equals("missing") ? "{}" : "{\"k\":" + value + "}");
  }

  private static Event eventGrid(String data) {
    return new Event(
        "e-1",
        "/t",
        "order.accepted",
        "/orders/7",
        "2030-01-01T00:00:00Z",
        "2.0",
        EventSchema.EVENT_GRID,
        "{\"id\":\"e-1\",\"data\":" + data + "}",
        null);
  }

  private static boolean matches(
      String operator, String values, String key, boolean arrays, Event event) {
    return new EventFilter(List.of(), "", "", false, arrays, List.of(filter(operator, values, key)))
        .matches(event);
  }

  private static AdvancedFilter filter(String name, String values, String key) {
    Operator operator = Operator.parse(name.toUpperCase(Locale.ROOT)).orElseThrow();
    List<String> texts = new ArrayList<>();
    List<BigDecimal> numbers = new ArrayList<>();
    boolean flag = values.equals("true");
    if (Json.parse(values) instanceof ArrayNode array) {
      array.forEach(
          value -> {
            if (value.isNumber()) {
              numbers.add(value.decimalValue());
            } else {
              texts.add(value.asText().toLowerCase(Locale.ROOT)); // as the reader does
            }
          });
    }
    return new AdvancedFilter(operator, key, texts, numbers, flag);
  }
}
