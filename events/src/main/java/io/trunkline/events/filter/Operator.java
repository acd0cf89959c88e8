package io.trunkline.events.filter;

import java.util.Arrays;
import java.util.Optional;

/** The operators of advanced filters ({@code reference/event-grid.md §3.4}). */
public enum Operator {
  NUMBER_IN("NumberIn", Operand.VALUES),
  NUMBER_NOT_IN("NumberNotIn", Operand.VALUES),
  NUMBER_LESS_THAN("NumberLessThan", Operand.VALUE),
  NUMBER_LESS_THAN_OR_EQUALS("NumberLessThanOrEquals", Operand.VALUE),
  NUMBER_GREATER_THAN("NumberGreaterThan", Operand.VALUE),
  NUMBER_GREATER_THAN_OR_EQUALS("NumberGreaterThanOrEquals", Operand.VALUE),
  NUMBER_IN_RANGE("NumberInRange", Operand.RANGES),
  NUMBER_NOT_IN_RANGE("NumberNotInRange", Operand.RANGES),
  BOOL_EQUALS("BoolEquals", Operand.VALUE),
  STRING_CONTAINS("StringContains", Operand.VALUES),
  STRING_NOT_CONTAINS("StringNotContains", Operand.VALUES),
  STRING_BEGINS_WITH("StringBeginsWith", Operand.VALUES),
  STRING_NOT_BEGINS_WITH("StringNotBeginsWith", Operand.VALUES),
  STRING_ENDS_WITH("StringEndsWith", Operand.VALUES),
  STRING_NOT_ENDS_WITH("StringNotEndsWith", Operand.VALUES),
  STRING_IN("StringIn", Operand.VALUES),
  STRING_NOT_IN("StringNotIn", Operand.VALUES),
  IS_NULL_OR_UNDEFINED("IsNullOrUndefined", Operand.NONE),
  IS_NOT_NULL("IsNotNull", Operand.NONE);

  /** What an operator is given. */
  public enum Operand {
    VALUE,
    VALUES,
    RANGES,
    NONE
  }

  private final String wireName;
  private final Operand operand;

  Operator(String wireName, Operand operand) {
    this.wireName = wireName;
    this.operand = operand;
  }

  public String wireName() {
    return wireName;
  }

  public Operand operand() {
    return operand;
  }

  /** Returns whether the operator takes numbers, as values or as ranges. */
  public boolean numeric() {
    return wireName.startsWith("Number");
  }

  /** Returns whether the operator holds when none of its values matches. */
  public boolean negated() {
    return wireName.contains("Not") && operand != Operand.NONE;
  }

  /**
   * Returns whether the operator holds where there is no value to compare: {@code NumberNotIn} and
   * {@code StringNotIn} do, {@code StringNotContains} does not.
   */
  public boolean matchesNothing() {
    return switch (this) {
      case NUMBER_NOT_IN, NUMBER_NOT_IN_RANGE, STRING_NOT_IN -> true;
      default -> false;
    };
  }

  public static Optional<Operator> parse(String name) {
    return Arrays.stream(values()).filter(o -> o.wireName.equalsIgnoreCase(name)).findFirst();
  }
}
