package io.trunkline.gateway.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement of an {@code @{ … }} block. */
sealed interface Statement {
  /** Carries the statement out; returns what a {@code return} gave, or null to go on. */
  @Nullable Returned run(Frame frame);

  /** The value of a {@code return}. */
  record Returned(@Nullable Object value) {}

  record Block(List<Statement> statements) implements Statement {
    @Override
    public @Nullable Returned run(Frame frame) {
      for (Statement statement : statements) {
        Returned returned = statement.run(frame);
        if (returned != null) {
          return returned;
        }
      }
      return null;
    }
  }

  record If(Node condition, Statement whenTrue, Statement whenFalse) implements Statement {
    @Override
    public @Nullable Returned run(Frame frame) {
      return Nodes.flag(condition, frame) ? whenTrue.run(frame) : whenFalse.run(frame);
    }
  }

  record Foreach(Node items, int slot, Statement body) implements Statement {
    @Override
    public @Nullable Returned run(Frame frame) {
      Object all = Operators.needed(items.evaluate(frame));
      Iterable<?> iterable = all instanceof Map<?, ?> map ? map.entrySet() : (Iterable<?>) all;
      for (Object item : iterable) {
        frame.step();
        frame.setLocal(slot, item);
        Returned returned = body.run(frame);
        if (returned != null) {
          return returned;
        }
      }
      return null;
    }
  }

  record Return(Node value) implements Statement {
    @Override
    public Returned run(Frame frame) {
      return new Returned(value.evaluate(frame));
    }
  }

  record Throw(Node exception) implements Statement {
    @Override
    public Returned run(Frame frame) {
      throw new EvaluationException(Texts.of(exception.evaluate(frame)));
    }
  }

  record SetLocal(int slot, Node value) implements Statement {
    @Override
    public @Nullable Returned run(Frame frame) {
      frame.setLocal(slot, value.evaluate(frame));
      return null;
    }
  }

  record Evaluate(Node value) implements Statement {
    @Override
    public @Nullable Returned run(Frame frame) {
      value.evaluate(frame);
      return null;
    }
  }
}
