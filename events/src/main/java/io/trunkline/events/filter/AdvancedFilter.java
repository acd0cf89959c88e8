package io.trunkline.events.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * One advanced filter.
 *
 * @param key {@code subject}, {@code eventType}, …, or a path such as {@code data.order.region}
 * @param texts lower-case values of a text operator
 * @param numbers values of a numeric operator; for ranges low and high in turn
 * @param flag value of {@code BoolEquals}
 */
public record AdvancedFilter(
    Operator operator, String key, List<String> texts, List<BigDecimal> numbers, boolean flag) {
  public AdvancedFilter {
    texts = List.copyOf(texts);
    numbers = List.copyOf(numbers);
  }

  /** Returns how many values this filter adds to the limit of a subscription. */
  public int valueCount() {
    return switch (operator.operand()) {
      case NONE -> 0;
      case VALUE -> 1;
      case VALUES -> texts.size() + numbers.size();
      case RANGES -> numbers.size() / 2;
    };
  }

  /**
   * Returns whether {@code value} passes. A value of another type than the operator's, or an array
   * that may not be looked into, counts as missing.
   *
   * @param value what the key leads to; a missing node where it leads nowhere
   * @param arrays whether the elements of an array are looked at one by one
   */
  boolean matches(JsonNode value, boolean arrays) {
    boolean absent = value.isMissingNode() || value.isNull();
    if (operator == Operator.IS_NULL_OR_UNDEFINED) {
      return absent;
    }
    if (operator == Operator.IS_NOT_NULL) {
      return !absent;
    }
    boolean any = false;
    boolean comparable = false;
    for (JsonNode element : value.isArray() && arrays ? value : List.of(value)) {
      if (comparable(element)) {
        comparable = true;
        any |= hit(element);
      }
    }
    if (!comparable) {
      return operator.matchesNothing();
    }
    return operator.negated() != any;
  }

  private boolean comparable(JsonNode element) {
    if (operator == Operator.BOOL_EQUALS) {
      return element.isBoolean();
    }
    return operator.numeric() ? element.isNumber() : element.isTextual();
  }

  /** Returns whether the element equals, contains, … one of the values, negation aside. */
  private boolean hit(JsonNode element) {
    return switch (operator) {
      case BOOL_EQUALS -> element.booleanValue() == flag;
      case NUMBER_IN, NUMBER_NOT_IN ->
          numbers.stream().anyMatch(n -> n.compareTo(element.decimalValue()) == 0);
      case NUMBER_LESS_THAN -> element.decimalValue().compareTo(numbers.getFirst()) < 0;
      case NUMBER_LESS_THAN_OR_EQUALS -> element.decimalValue().compareTo(numbers.getFirst()) <= 0;
      case NUMBER_GREATER_THAN -> element.decimalValue().compareTo(numbers.getFirst()) > 0;
      case NUMBER_GREATER_THAN_OR_EQUALS ->
          element.decimalValue().compareTo(numbers.getFirst()) >= 0;
      case NUMBER_IN_RANGE, NUMBER_NOT_IN_RANGE -> inRange(element.decimalValue());
      case STRING_IN, STRING_NOT_IN -> texts.contains(lower(element));
      case STRING_CONTAINS, STRING_NOT_CONTAINS ->
          texts.stream().anyMatch(lower(element)::contains);
      case STRING_BEGINS_WITH, STRING_NOT_BEGINS_WITH ->
          texts.stream().anyMatch(lower(element)::startsWith);
      case STRING_ENDS_WITH, STRING_NOT_ENDS_WITH ->
          texts.stream().anyMatch(lower(element)::endsWith);
      case IS_NULL_OR_UNDEFINED, IS_NOT_NULL -> false;
    };
  }

  private boolean inRange(BigDecimal number) {
    for (int i = 0; i + 1 < numbers.size(); i += 2) {
      if (number.compareTo(numbers.get(i)) >= 0 && number.compareTo(numbers.get(i + 1)) <= 0) {
        return true;
      }
    }
    return false;
  }

  private static String lower(JsonNode text) {
    return text.textValue().toLowerCase(Locale.ROOT);
  }
}
