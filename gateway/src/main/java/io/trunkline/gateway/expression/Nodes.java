package io.trunkline.gateway.expression;

import io.trunkline.gateway.expression.TypeMembers.Body;
import io.trunkline.gateway.expression.TypeMembers.Lambda;
import io.trunkline.gateway.expression.TypeMembers.Out;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The nodes that expressions are made of. */
final class Nodes {
  private Nodes() {}

  record Constant(@Nullable Object value) implements Node {
    @Override
    public @Nullable Object evaluate(Frame frame) {
      return value;
    }
  }

  record ContextObject() implements Node {
    @Override
    public Object evaluate(Frame frame) {
      return frame.context();
    }
  }

  record Local(int slot) implements Node {
    @Override
    public @Nullable Object evaluate(Frame frame) {
      return frame.local(slot);
    }
  }

  /**
   * Calls a member.
   *
   * @param receiver the object, or null for a static member
   * @param quiet whether a null receiver gives null ({@code ?.}) instead of failing
   */
  record Call(@Nullable Node receiver, boolean quiet, Body body, List<Node> arguments)
      implements Node {
    @Override
    public @Nullable Object evaluate(Frame frame) {
      Object object = receiver == null ? null : receiver.evaluate(frame);
      if (receiver != null && object == null) {
        if (quiet) {
          return null;
        }
        Operators.needed(null);
      }
      Object[] values = new Object[arguments.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = arguments.get(i).evaluate(frame);
      }
      Object result = body.invoke(object, values);
      for (int i = 0; i < values.length; i++) {
        if (values[i] instanceof Out out) {
          frame.setLocal(((OutLocal) arguments.get(i)).slot(), out.get());
        }
      }
      return result;
    }
  }

  /** An {@code out} argument. */
  record OutLocal(int slot) implements Node {
    @Override
    public Object evaluate(Frame frame) {
      return new Out();
    }
  }

  /** The arguments that a {@code params} parameter takes. */
  record Rest(List<Node> elements) implements Node {
    @Override
    public Object evaluate(Frame frame) {
      List<Object> values = new ArrayList<>(elements.size());
      elements.forEach(element -> values.add(element.evaluate(frame)));
      return values;
    }
  }

  record Cast(Node value, CsType target, @Nullable Class<?> represented) implements Node {
    @Override
    public @Nullable Object evaluate(Frame frame) {
      Object cast = Casts.cast(value.evaluate(frame), target);
      if (cast != null && represented != null && !represented.isInstance(cast)) {
        throw Casts.invalid(cast, target);
      }
      return cast;
    }
  }

  /** {@code value as Type}. */
  record As(Node value, Class<?> represented) implements Node {
    @Override
    public @Nullable Object evaluate(Frame frame) {
      Object object = value.evaluate(frame);
      return represented.isInstance(object) ? object : null;
    }
  }

  /**
   * {@code value is Type name}.
   *
   * @param slot where the value goes, or -1
   */
  record Is(Node value, Class<?> represented, int slot) implements Node {
    @Override
    public Object evaluate(Frame frame) {
      Object object = value.evaluate(frame);
      boolean matches = represented.isInstance(object);
      if (matches && slot >= 0) {
        frame.setLocal(slot, object);
      }
      return matches;
    }
  }

  record Binary(String operator, Node left, Node right) implements Node {
    @Override
    public Object evaluate(Frame frame) {
      return Operators.apply(operator, left.evaluate(frame), right.evaluate(frame));
    }
  }

  record And(Node left, Node right) implements Node {
    @Override
    public Object evaluate(Frame frame) {
      return flag(left, frame) && flag(right, frame);
    }
  }

  record Or(Node left, Node right) implements Node {
    @Override
    public Object evaluate(Frame frame) {
      return flag(left, frame) || flag(right, frame);
    }
  }

  record Not(Node value) implements Node {
    @Override
    public Object evaluate(Frame frame) {
      return !flag(value, frame);
    }
  }

  record Negate(Node value) implements Node {
    @Override
    public Object evaluate(Frame frame) {
      return Operators.apply("-", 0, value.evaluate(frame));
    }
  }

  record Coalesce(Node value, Node otherwise) implements Node {
    @Override
    public @Nullable Object evaluate(Frame frame) {
      Object object = value.evaluate(frame);
      return object == null ? otherwise.evaluate(frame) : object;
    }
  }

  record Conditional(Node condition, Node whenTrue, Node whenFalse) implements Node {
    @Override
    public @Nullable Object evaluate(Frame frame) {
      return flag(condition, frame) ? whenTrue.evaluate(frame) : whenFalse.evaluate(frame);
    }
  }

  record Interpolated(List<Node> parts) implements Node {
    @Override
    public Object evaluate(Frame frame) {
      StringBuilder text = new StringBuilder();
      parts.forEach(part -> text.append(Texts.of(part.evaluate(frame))));
      return text.toString();
    }
  }

  record Formatted(Node value, String format) implements Node {
    @Override
    public Object evaluate(Frame frame) {
      return Texts.of(value.evaluate(frame), format);
    }
  }

  /** {@code new { name = value }}. */
  record Anonymous(Map<String, Node> members) implements Node {
    @Override
    public Object evaluate(Frame frame) {
      Map<String, Object> object = new LinkedHashMap<>();
      members.forEach((name, node) -> object.put(name, node.evaluate(frame)));
      return object;
    }
  }

  /** An object followed by calls that fill it. */
  record Initialized(Node created, int slot, List<Node> steps) implements Node {
    @Override
    public @Nullable Object evaluate(Frame frame) {
      Object object = created.evaluate(frame);
      frame.setLocal(slot, object);
      steps.forEach(step -> step.evaluate(frame));
      return object;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record LambdaNode(int[] slots, Node body) implements Node {
    @Override
    public Object evaluate(Frame frame) {
      return (Lambda)
          arguments -> {
            frame.step();
            for (int i = 0; i < slots.length; i++) {
              frame.setLocal(slots[i], arguments[i]);
            }
            return body.evaluate(frame);
          };
    }
  }

  static boolean flag(Node node, Frame frame) {
    return (Boolean) Operators.needed(node.evaluate(frame));
  }
}
