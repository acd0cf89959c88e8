package io.trunkline.events.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.events.filter.AdvancedFilter;
import io.trunkline.events.filter.EventFilter;
import io.trunkline.events.filter.Operator;
import io.trunkline.events.filter.Operator.Operand;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the {@code filter} of an event subscription and checks its limits (§3.3, §3.4). */
final class FilterReader {
  private static final int MAX_FILTERS = 25;
  private static final int MAX_VALUES = 25;
  private static final int MAX_TEXT = 512;

  private FilterReader() {}

  static EventFilter read(JsonNode filter) {
    List<String> types = new ArrayList<>();
    for (JsonNode type : array(filter, "includedEventTypes")) {
      types.add(type.asText());
    }
    if (types.size() == 1 && types.getFirst().equalsIgnoreCase("All")) {
      types.clear();
    }
    List<AdvancedFilter> advanced = new ArrayList<>();
    int values = 0;
    for (JsonNode node : array(filter, "advancedFilters")) {
      AdvancedFilter one = advanced(node, "filter.advancedFilters[" + advanced.size() + "]");
      advanced.add(one);
      values += one.valueCount();
    }
    if (advanced.size() > MAX_FILTERS || values > MAX_VALUES) {
      throw SubscriptionReader.invalid(
          "filter.advancedFilters", "may hold at most 25 filters and 25 values");
    }
    return new EventFilter(
        types,
        filter.path("subjectBeginsWith").asText(""),
        filter.path("subjectEndsWith").asText(""),
        filter.path("isSubjectCaseSensitive").asBoolean(false),
        filter.path("enableAdvancedFilteringOnArrays").asBoolean(false),
        advanced);
  }

  private static JsonNode array(JsonNode filter, String name) {
    JsonNode value = filter.path(name);
    if (!value.isArray() && !value.isMissingNode() && !value.isNull()) {
      throw SubscriptionReader.invalid("filter." + name, "must be an array");
    }
    return value;
  }

  private static AdvancedFilter advanced(JsonNode node, String place) {
    String name = member(node, "operatorType", member(node, "operator", node)).asText();
    Operator operator =
        Operator.parse(name)
            .orElseThrow(
                () ->
                    SubscriptionReader.invalid(
                        place + ".operatorType", "'" + name + "' is not known"));
    String key = member(node, "key", node).asText();
    if (key.isEmpty()) {
      throw SubscriptionReader.invalid(place + ".key", "is required");
    }
    List<String> texts = new ArrayList<>();
    List<BigDecimal> numbers = new ArrayList<>();
    boolean flag = false;
    if (operator == Operator.BOOL_EQUALS) {
      JsonNode value = member(node, "value", node);
      if (!value.isBoolean()) {
        throw SubscriptionReader.invalid(place + ".value", "must be true or false");
      }
      flag = value.booleanValue();
    } else if (operator.operand() != Operand.NONE) {
      for (JsonNode value : operands(node, operator, place)) {
        if (operator.numeric() && value.isNumber()) {
          numbers.add(value.decimalValue());
        } else if (!operator.numeric()
            && value.isTextual()
            && value.asText().length() <= MAX_TEXT) {
          texts.add(value.asText().toLowerCase(Locale.ROOT));
        } else {
          throw SubscriptionReader.invalid(
              place, "holds a value that " + operator.wireName() + " cannot take: " + value);
        }
      }
    }
    return new AdvancedFilter(operator, key, texts, numbers, flag);
  }

  private static List<JsonNode> operands(JsonNode node, Operator operator, String place) {
    List<JsonNode> operands = new ArrayList<>();
    if (operator.operand() == Operand.VALUE) {
      operands.add(member(node, "value", node));
      return operands;
    }
    for (JsonNode value : member(node, "values", node)) {
      if (operator.operand() == Operand.VALUES) {
        operands.add(value);
      } else if (value.size() == 2) {
        value.forEach(operands::add);
      } else {
        throw SubscriptionReader.invalid(place + ".values", "must hold pairs [low, high]");
      }
    }
    if (operands.isEmpty()) {
      throw SubscriptionReader.invalid(place + ".values", "must not be empty");
    }
    return operands;
  }

  /** Finds a member without case; older templates write {@code Key} and {@code Values}. */
  @SuppressWarnings("ReferenceEquality") // the very node means: none
  private static JsonNode member(JsonNode node, String name, JsonNode otherwise) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getKey().equalsIgnoreCase(name)) {
        return field.getValue();
      }
    }
    return otherwise == node ? node.path(name) : otherwise;
  }
}
