package io.trunkline.workflows.expression.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** The kinds of values that expressions tell apart (reference/workflows.md §2). */
public enum ValueKind {
  NULL("Null"),
  BOOLEAN("Boolean"),
  INTEGER("Integer"),
  FLOAT("Float"),
  DECIMAL("Decimal"),
  STRING("String"),
  ARRAY("Array"),
  OBJECT("Object");

  private final String label;

  ValueKind(String label) {
    this.label = label;
  }

  /** Returns the name used in messages. */
  public String label() {
    return label;
  }

  public boolean isNumber() {
    return this == INTEGER || this == FLOAT || this == DECIMAL;
  }

  /**
   * Returns the kind of {@code value}. A fraction that was read from JSON is a float, however exact
   * its node is; only {@code decimal()} makes decimals. Integers beyond 64 bits count as floats.
   */
  public static ValueKind of(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL, MISSING -> NULL;
      case BOOLEAN -> BOOLEAN;
      case STRING -> STRING;
      case ARRAY -> ARRAY;
      case OBJECT, POJO -> OBJECT;
      case BINARY -> STRING;
      case NUMBER -> {
        if (value instanceof DecimalValue) {
          yield DECIMAL;
        }
        yield value.isIntegralNumber() && value.canConvertToLong() ? INTEGER : FLOAT;
      }
    };
  }

  /** Returns whether {@code value} is absent or null. */
  public static boolean isNull(JsonNode value) {
    return value == null || value.isNull() || value instanceof MissingNode;
  }
}
