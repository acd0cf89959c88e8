package io.trunkline.broker.filter;

import io.trunkline.broker.BrokerError;
import io.trunkline.broker.BrokerException;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Reads SQL texts and says where they are wrong. */
final class SqlSource {
  /** Deeper nesting would need a deep stack at every evaluation. */
  private static final int MAX_DEPTH = 32;

  private SqlSource() {}

  /**
   * Returns a parser for {@code sql} that throws at the first mistake.
   *
   * @throws BrokerException {@code ARGUMENT_ERROR} when it is too long or nested too deeply
   */
  static ServiceBusSqlParser parser(String sql, int maxLength) {
    ServiceBusSqlParser parser = new ServiceBusSqlParser(stream(sql, maxLength));
    parser.removeErrorListeners();
    parser.addErrorListener(new Listener());
    return parser;
  }

  /**
   * Returns the tokens of {@code sql} without its end.
   *
   * @throws BrokerException {@code ARGUMENT_ERROR} when it is too long or nested too deeply
   */
  static List<Token> tokens(String sql, int maxLength) {
    return stream(sql, maxLength).getTokens().stream()
        .filter(token -> token.getType() != Token.EOF)
        .toList();
  }

  private static CommonTokenStream stream(String sql, int maxLength) {
    if (sql.length() > maxLength) {
      throw error(
          "The SQL text has %d characters; the limit is %d.".formatted(sql.length(), maxLength));
    }
    ServiceBusSqlLexer lexer = new ServiceBusSqlLexer(CharStreams.fromString(sql));
    lexer.removeErrorListeners();
    lexer.addErrorListener(new Listener());
    CommonTokenStream tokens = new CommonTokenStream(lexer);
    requireShallow(tokens);
    return tokens;
  }

  private static void requireShallow(CommonTokenStream tokens) {
    tokens.fill();
    int depth = 0;
    for (Token token : tokens.getTokens()) {
      depth +=
          switch (token.getType()) {
            case ServiceBusSqlLexer.LEFT -> 1;
            case ServiceBusSqlLexer.RIGHT -> -1;
            default -> 0;
          };
      if (depth > MAX_DEPTH) {
        throw at(token, "more than " + MAX_DEPTH + " nested parentheses");
      }
    }
  }

  /** Returns the error for a mistake at {@code token}. */
  static BrokerException at(Token token, String problem) {
    return at(token.getLine(), token.getCharPositionInLine() + 1, problem);
  }

  private static BrokerException at(int line, int column, String problem) {
    return error("The SQL expression is wrong at %d:%d: %s.".formatted(line, column, problem));
  }

  private static BrokerException error(String message) {
    return new BrokerException(BrokerError.ARGUMENT_ERROR, message);
  }

  private static final class Listener extends BaseErrorListener {
    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        @Nullable Object symbol,
        int line,
        int column,
        String problem,
        @Nullable RecognitionException cause) {
      throw at(line, column + 1, problem);
    }
  }
}
