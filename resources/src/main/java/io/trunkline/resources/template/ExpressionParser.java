package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.resources.template.TemplateExpressionParser.CallContext;
import io.trunkline.resources.template.TemplateExpressionParser.ExpressionContext;
import io.trunkline.resources.template.TemplateExpressionParser.IndexContext;
import io.trunkline.resources.template.TemplateExpressionParser.PostfixContext;
import io.trunkline.resources.template.TemplateExpressionParser.PrimaryContext;
import io.trunkline.resources.template.TemplateExpressionParser.PropertyContext;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Reads expressions. */
public final class ExpressionParser {
  /** How deep calls and indexes may be nested. */
  static final int MAX_DEPTH = 120;

  /** How long an expression may be, in characters ({@code reference/resource-manager.md §5.1}). */
  static final int MAX_LENGTH = 24_576;

  private ExpressionParser() {}

  /** Returns whether a JSON text is an expression rather than a value. */
  public static boolean isExpression(String text) {
    return text.length() >= 2
        && text.startsWith("[")
        && text.endsWith("]")
        && !text.startsWith("[[");
  }

  /** Returns the value of a text that is no expression: a leading {@code [[} stands for one. */
  public static String literal(String text) {
    return text.startsWith("[[") ? text.substring(1) : text;
  }

  /**
   * Parses an expression with its brackets.
   *
   * @throws TemplateException saying what is wrong and at which character
   */
  public static Expression parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new TemplateException(
          "An expression may have %d characters; this one has %d."
              .formatted(MAX_LENGTH, text.length()));
    }
    String inner = text.substring(1, text.length() - 1);
    requireShallow(inner);
    TemplateExpressionLexer lexer = new TemplateExpressionLexer(CharStreams.fromString(inner));
    TemplateExpressionParser parser = new TemplateExpressionParser(new CommonTokenStream(lexer));
    lexer.removeErrorListeners();
    parser.removeErrorListeners();
    parser.addErrorListener(new Refusing(text));
    return expression(parser.document().expression());
  }

  private static void requireShallow(String text) {
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (!quoted && (c == '(' || c == '[')) {
        if (++depth > MAX_DEPTH) {
          throw new TemplateException(
              "The expression is nested deeper than " + MAX_DEPTH + " levels.");
        }
      } else if (!quoted && (c == ')' || c == ']')) {
        depth--;
      }
    }
  }

  private static Expression expression(ExpressionContext context) {
    Expression expression = primary(context.primary());
    for (PostfixContext postfix : context.postfix()) {
      expression =
          switch (postfix) {
            case PropertyContext property ->
                new Expression.Property(expression, property.NAME().getText());
            case IndexContext index ->
                new Expression.Index(expression, expression(index.expression()));
            default -> throw new IllegalStateException("not in the grammar");
          };
    }
    return expression;
  }

  private static Expression primary(PrimaryContext context) {
    if (context.STRING() != null) {
      String quoted = context.STRING().getText();
      return new Expression.Literal(
          TextNode.valueOf(quoted.substring(1, quoted.length() - 1).replace("''", "'")));
    }
    if (context.INTEGER() != null) {
      String digits = context.INTEGER().getText();
      try {
        return new Expression.Literal(LongNode.valueOf(Long.parseLong(digits)));
      } catch (NumberFormatException e) {
        throw new TemplateException("The integer " + digits + " does not fit into 64 bits.");
      }
    }
    return call(context.call());
  }

  private static Expression call(CallContext context) {
    List<TerminalNode> names = context.NAME();
    return new Expression.Call(
        names.size() == 2 ? names.getFirst().getText() : "",
        names.getLast().getText(),
        context.expression().stream().map(ExpressionParser::expression).toList());
  }

  /** Turns the first syntax error into the exception. */
  private static final class Refusing extends BaseErrorListener {
    private final String text;

    Refusing(String text) {
      this.text = text;
    }

    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        Object token,
        int line,
        int column,
        String message,
        RecognitionException cause) {
      throw new TemplateException(
          "The expression '%s' is not well formed at character %d: %s."
              .formatted(shortened(text), column + 2, message));
    }

    private static String shortened(String text) {
      return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
  }
}
