package io.trunkline.gateway.expression;

import io.trunkline.gateway.expression.Operand.Value;
import io.trunkline.gateway.expression.PolicyExpressionParser.InterpolatedPrimaryContext;
import java.util.ArrayList;
import java.util.List;

/** Takes interpolated strings apart: {@code $"text {value:format} text"}. */
final class Interpolation {
  private Interpolation() {}

  static List<Node> parts(InterpolatedPrimaryContext tree, ExpressionVisitor visitor) {
    String token = tree.getText();
    String body = token.substring(2, token.length() - 1);
    List<Node> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      boolean doubled = i + 1 < body.length() && body.charAt(i + 1) == c;
      if (c == '\\') {
        literal.append(c).append(body.charAt(++i));
      } else if ((c == '{' || c == '}') && doubled) {
        literal.append(c);
        i++;
      } else if (c == '{') {
        parts.add(new Nodes.Constant(Literals.unescape(literal.toString())));
        literal.setLength(0);
        int end = holeEnd(body, i);
        parts.add(hole(tree, body.substring(i + 1, end), visitor));
        i = end;
      } else {
        literal.append(c);
      }
    }
    parts.add(new Nodes.Constant(Literals.unescape(literal.toString())));
    return List.copyOf(parts);
  }

  private static Node hole(
      InterpolatedPrimaryContext tree, String source, ExpressionVisitor visitor) {
    int colon = formatColon(source);
    String expression = colon < 0 ? source : source.substring(0, colon);
    Value value;
    try {
      value = visitor.value(ExpressionCompiler.parser(expression).expressionUnit().expression());
    } catch (ExpressionException e) {
      throw ExpressionVisitor.refuse(tree, e.getMessage() + " (in '{" + source + "}')");
    }
    return colon < 0
        ? value.node()
        : new Nodes.Formatted(value.node(), source.substring(colon + 1));
  }

  private static int holeEnd(String body, int start) {
    int depth = 0;
    for (int i = start; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c == '"') {
        i = stringEnd(body, i);
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    return body.length();
  }

  /**
   * Finds the colon in front of a format: outside brackets and strings, and not of a {@code ?:}.
   */
  private static int formatColon(String source) {
    int depth = 0;
    for (int i = 0; i < source.length(); i++) {
      switch (source.charAt(i)) {
        case '"' -> i = stringEnd(source, i);
        case '(', '[', '{' -> depth++;
        case ')', ']', '}' -> depth--;
        case ':' -> {
          if (depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  private static int stringEnd(String text, int start) {
    int i = start + 1;
    while (i < text.length() && text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i;
  }
}
