package io.trunkline.gateway.expression;

import io.trunkline.gateway.expression.Operand.Value;
import io.trunkline.gateway.expression.PolicyExpressionParser.BlockUnitContext;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;

/** Compiles {@code @( … )} and {@code @{ … }}. Thread-safe. */
public final class ExpressionCompiler {
  private static final BaseErrorListener REFUSE =
      new BaseErrorListener() {
        @Override
        public void syntaxError(
            Recognizer<?, ?> recognizer,
            Object symbol,
            int line,
            int column,
            String message,
            RecognitionException cause) {
          throw new ExpressionException("Syntax error: " + message, line, column + 1);
        }
      };

  private final TypeCatalog catalog;
  private final CsType contextType;
  private final int maxSteps;

  /**
   * @param contextType the type of {@code context}
   * @param maxSteps rounds of loops and calls of lambdas that one evaluation may take
   */
  public ExpressionCompiler(TypeCatalog catalog, CsType contextType, int maxSteps) {
    this.catalog = catalog;
    this.contextType = contextType;
    this.maxSteps = maxSteps;
  }

  /** Returns whether a policy value is an expression. */
  public static boolean isExpression(String text) {
    return text.startsWith("@(") || text.startsWith("@{");
  }

  /**
   * Compiles an expression, markers included.
   *
   * @throws ExpressionException naming what is not understood or not allowed, with its place
   */
  public CompiledExpression compile(String source) {
    boolean block = source.startsWith("@{");
    if (!source.endsWith(block ? "}" : ")")) {
      throw new ExpressionException("The expression is not closed", 1, 1);
    }
    // Blanks in place of the marker keep the columns right.
    String body = "  " + source.substring(2, source.length() - 1);
    Scope scope = new Scope();
    ExpressionVisitor expressions = new ExpressionVisitor(catalog, contextType, scope);
    if (!block) {
      Value value = expressions.value(parser(body).expressionUnit().expression());
      return new CompiledExpression(
          value.type(), new Statement.Return(value.node()), scope.slots(), maxSteps);
    }
    BlockUnitContext tree = parser(body).blockUnit();
    StatementVisitor statements = new StatementVisitor(catalog, scope, expressions);
    Statement compiled = statements.block(tree.statement());
    if (!StatementVisitor.ends(compiled)) {
      throw new ExpressionException("Not all paths return a value", 1, 1);
    }
    return new CompiledExpression(statements.returned(), compiled, scope.slots(), maxSteps);
  }

  static PolicyExpressionParser parser(String source) {
    PolicyExpressionLexer lexer = new PolicyExpressionLexer(CharStreams.fromString(source));
    lexer.removeErrorListeners();
    lexer.addErrorListener(REFUSE);
    PolicyExpressionParser parser = new PolicyExpressionParser(new CommonTokenStream(lexer));
    parser.removeErrorListeners();
    parser.addErrorListener(REFUSE);
    return parser;
  }

  static ExpressionException refuse(Token at, String message) {
    return new ExpressionException(message, at.getLine(), at.getCharPositionInLine() + 1);
  }
}
