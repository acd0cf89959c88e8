package io.trunkline.workflows.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.workflows.expression.function.FunctionTable;
import io.trunkline.workflows.expression.function.TemplateFunction;
import io.trunkline.workflows.expression.grammar.WorkflowExpressionLexer;
import io.trunkline.workflows.expression.grammar.WorkflowExpressionParser;
import io.trunkline.workflows.expression.grammar.WorkflowExpressionParser.AccessorContext;
import io.trunkline.workflows.expression.grammar.WorkflowExpressionParser.AttachedPropertyContext;
import io.trunkline.workflows.expression.grammar.WorkflowExpressionParser.CallContext;
import io.trunkline.workflows.expression.grammar.WorkflowExpressionParser.IndexContext;
import io.trunkline.workflows.expression.grammar.WorkflowExpressionParser.LiteralContext;
import io.trunkline.workflows.expression.grammar.WorkflowExpressionParser.PropertyContext;
import io.trunkline.workflows.expression.grammar.WorkflowExpressionParser.ValueContext;
import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;

/** Turns the text of one expression into its tree (reference/workflows.md §1.7). */
final class ExpressionParser {
  /** Longest expression, in UTF-16 code units (§9.1). */
  static final int MAXIMUM_LENGTH = 8_192;

  /** Deepest nesting of calls and indexes; keeps the recursive parser off the stack's end. */
  static final int MAXIMUM_DEPTH = 100;

  private final String text;
  private final int offset;

  private ExpressionParser(String text, int offset) {
    this.text = text;
    this.offset = offset;
  }

  /**
   * Parses {@code text}, which stands {@code offset} characters behind the start of its place.
   *
   * @throws ExpressionException saying what is wrong at which position
   */
  static Expression parse(String text, int offset) {
    if (text.length() > MAXIMUM_LENGTH) {
      throw new ExpressionException(
              "The template language expression exceeds the limit of '8192' characters.")
          .atPosition(offset);
    }
    return new ExpressionParser(text, offset).parse();
  }

  private Expression parse() {
    WorkflowExpressionLexer lexer = new WorkflowExpressionLexer(CharStreams.fromString(text));
    lexer.removeErrorListeners();
    CommonTokenStream tokens = new CommonTokenStream(lexer);
    tokens.fill();
    refuseDeepNesting(tokens.getTokens());
    WorkflowExpressionParser parser = new WorkflowExpressionParser(tokens);
    parser.removeErrorListeners();
    parser.addErrorListener(
        new BaseErrorListener() {
          @Override
          public void syntaxError(
              Recognizer<?, ?> recognizer,
              Object symbol,
              int line,
              int column,
              String message,
              RecognitionException cause) {
            throw unexpected((Token) symbol);
          }
        });
    return value(parser.expression().value());
  }

  private void refuseDeepNesting(List<Token> tokens) {
    int depth = 0;
    for (Token token : tokens) {
      switch (token.getText()) {
        case "(", "[" -> depth++;
        case ")", "]" -> depth--;
        default -> {}
      }
      if (depth > MAXIMUM_DEPTH) {
        throw new ExpressionException(
                "The template language expression nests calls deeper than '100' levels.")
            .atPosition(position(token));
      }
    }
  }

  private ExpressionException unexpected(Token token) {
    String found =
        token.getType() == Token.EOF
            ? "it ends too early"
            : "the character or token '" + token.getText() + "' is not expected";
    return new ExpressionException(
            "The template language expression '%s' is not valid: %s at position '%d'."
                .formatted(abbreviated(text), found, position(token)))
        .atPosition(position(token));
  }

  static String abbreviated(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  private int position(Token token) {
    // ANTLR counts code points; the caller thinks in UTF-16 code units.
    int codePoints = Math.min(token.getStartIndex(), text.codePointCount(0, text.length()));
    return offset + text.offsetByCodePoints(0, codePoints);
  }

  private Expression value(ValueContext value) {
    if (value.literal() != null) {
      return new Expression.Literal(literal(value.literal()));
    }
    Expression result = call(value.call());
    for (AccessorContext accessor : value.accessor()) {
      result = access(result, accessor, value.getStart());
    }
    return result;
  }

  private Expression call(CallContext call) {
    Token name = call.IDENTIFIER().getSymbol();
    TemplateFunction function =
        FunctionTable.find(name.getText())
            .orElseThrow(
                () ->
                    new ExpressionException(
                            "The template function '%s' is not defined or not valid."
                                .formatted(name.getText()))
                        .atPosition(position(name)));
    int count = call.value().size();
    if (!function.accepts(count)) {
      throw new ExpressionException(
              "The template language function '%s' expects %s, but was invoked with '%d'."
                  .formatted(function.name(), function.arity(), count))
          .atPosition(position(name));
    }
    return new Expression.Call(
        function, call.value().stream().map(this::value).toList(), position(name));
  }

  private Expression access(Expression target, AccessorContext accessor, Token start) {
    Expression key =
        switch (accessor) {
          case IndexContext index -> value(index.value());
          case PropertyContext property -> property(property.name().getText());
          case AttachedPropertyContext attached -> property(attachedName(attached));
          default -> throw new IllegalStateException("accessor without a rule");
        };
    boolean lenient = accessor.getStart().getType() == WorkflowExpressionLexer.QUESTION;
    String source =
        text.substring(
            position(start) - offset,
            Math.min(
                text.length(),
                position(accessor.getStop()) - offset + accessor.getStop().getText().length()));
    return new Expression.Access(
        target, key, lenient, abbreviated(source), position(accessor.getStart()));
  }

  private static Expression property(String name) {
    return new Expression.Literal(TextNode.valueOf(name));
  }

  private static String attachedName(AttachedPropertyContext attached) {
    return attached.getStop().getText().substring(1);
  }

  private JsonNode literal(LiteralContext literal) {
    Token token = literal.getStart();
    String source = token.getText();
    return switch (token.getType()) {
      case WorkflowExpressionLexer.STRING ->
          TextNode.valueOf(source.substring(1, source.length() - 1).replace("''", "'"));
      case WorkflowExpressionLexer.INTEGER -> integer(source, token);
      case WorkflowExpressionLexer.BOOLEAN ->
          BooleanNode.valueOf(source.toLowerCase(Locale.ROOT).equals("true"));
      case WorkflowExpressionLexer.NULL -> NullNode.getInstance();
      default -> DoubleNode.valueOf(Double.parseDouble(source));
    };
  }

  private JsonNode integer(String source, Token token) {
    try {
      return LongNode.valueOf(Long.parseLong(source));
    } catch (NumberFormatException e) {
      throw new ExpressionException(
              "The integer literal '%s' is outside the range of a signed 64-bit integer."
                  .formatted(abbreviated(source)))
          .atPosition(position(token));
    }
  }
}
