package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Consumer;

/** A parsed expression. */
public sealed interface Expression {
  /** A text or an integer. */
  record Literal(JsonNode value) implements Expression {}

  /**
   * A call.
   *
   * @param namespace of a user-defined function, or empty
   */
  record Call(String namespace, String name, List<Expression> arguments) implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }

    /** Returns whether this calls the built-in {@code function}, compared without case. */
    public boolean is(String function) {
      return namespace.isEmpty() && name.equalsIgnoreCase(function);
    }
  }

  /** {@code target.name}. */
  record Property(Expression target, String name) implements Expression {}

  /** {@code target[index]}. */
  record Index(Expression target, Expression index) implements Expression {}

  /** Visits every call in this expression, the outer ones first. */
  default void calls(Consumer<Call> visitor) {
    switch (this) {
      case Literal literal -> {}
      case Call call -> {
        visitor.accept(call);
        call.arguments().forEach(argument -> argument.calls(visitor));
      }
      case Property property -> property.target().calls(visitor);
      case Index index -> {
        index.target().calls(visitor);
        index.index().calls(visitor);
      }
    }
  }
}
