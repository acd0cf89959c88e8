package io.trunkline.workflows.expression.value;

import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;

/**
 * The result of {@code decimal()}: a number of at most 28–29 digits that keeps its scale, told
 * apart from a fraction that was merely read from JSON (reference/workflows.md §2.6).
 */
public final class DecimalValue extends DecimalNode {
  private static final long serialVersionUID = 1L;

  /** The largest magnitude, 2⁹⁶ - 1. */
  public static final BigDecimal MAXIMUM = new BigDecimal("79228162514264337593543950335");

  public DecimalValue(BigDecimal value) {
    super(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DecimalNode && super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
