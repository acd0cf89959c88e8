package io.trunkline.broker.filter;

import java.util.Locale;
import org.antlr.v4.runtime.Token;

/**
 * A property in an expression.
 *
 * @param system whether its scope is {@code sys}
 */
record PropertyName(boolean system, String name) {
  static PropertyName of(ServiceBusSqlParser.PropertyContext tree) {
    boolean scoped = tree.DOT() != null;
    Token scope = tree.getStart();
    Token last = tree.getStop();
    String name = unquoted(last);
    if (!scoped) {
      return new PropertyName(false, name);
    }
    return switch (scope.getText().toLowerCase(Locale.ROOT)) {
      case "sys" -> new PropertyName(true, name);
      case "user" -> new PropertyName(false, name);
      default ->
          throw SqlSource.at(scope, "'" + scope.getText() + "' is no scope; use sys or user");
    };
  }

  private static String unquoted(Token token) {
    String text = token.getText();
    return switch (token.getType()) {
      case ServiceBusSqlParser.DELIMITED -> inner(text).replace("]]", "]");
      case ServiceBusSqlParser.QUOTED -> inner(text).replace("\"\"", "\"");
      default -> text;
    };
  }

  private static String inner(String text) {
    return text.substring(1, text.length() - 1);
  }

  Operand operand() {
    return system
        ? input -> Values.normal(SystemProperties.read(name, input))
        : input -> Values.normal(input.property(name));
  }

  boolean existsIn(FilterInput input) {
    return system ? SystemProperties.read(name, input) != null : input.existingName(name) != null;
  }
}
