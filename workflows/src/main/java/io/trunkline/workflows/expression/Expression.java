package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.function.TemplateFunction;
import java.util.List;

/** A parsed expression; positions are offsets in the text that holds it. */
sealed interface Expression {
  /** A text, number, boolean or null. */
  record Literal(JsonNode value) implements Expression {}

  /** A function with its arguments. */
  record Call(TemplateFunction function, List<Expression> arguments, int position)
      implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * A property or element of what stands before it.
   *
   * @param lenient whether a missing one is null: {@code ?.} and {@code ?[ ]}
   * @param text the source up to and with this accessor, for messages
   */
  record Access(Expression target, Expression key, boolean lenient, String text, int position)
      implements Expression {}

  /** A value of a JSON document in which a condition stands: a literal or a text with {@code @}. */
  record Embedded(TemplateNode value) implements Expression {}
}
