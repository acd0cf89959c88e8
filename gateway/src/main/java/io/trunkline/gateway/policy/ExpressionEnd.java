package io.trunkline.gateway.policy;

/** Finds where a C# expression ends, past strings, characters and comments. */
final class ExpressionEnd {
  private ExpressionEnd() {}

  /**
   * Finds the end of an expression.
   *
   * @param open index of the opening bracket
   * @return index after the bracket that closes it, or the length of the text when none does
   */
  static int find(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '(', '{', '[' -> depth++;
        case ')', '}', ']' -> {
          if (--depth == 0) {
            return i + 1;
          }
        }
        case '"' -> i = string(text, i, isVerbatim(text, i));
        case '&' -> {
          // An escaped quote opens a string that an escaped quote closes.
          if (text.startsWith("&quot;", i)) {
            int end = text.indexOf("&quot;", i + 6);
            i = end < 0 ? text.length() : end + 5;
          }
        }
        case '\'' -> i = character(text, i);
        case '/' -> i = comment(text, i);
        default -> {}
      }
    }
    return text.length();
  }

  private static boolean isVerbatim(String text, int quote) {
    return text.charAt(quote - 1) == '@'
        || (quote > 1 && text.charAt(quote - 1) == '$' && text.charAt(quote - 2) == '@');
  }

  private static int string(String text, int quote, boolean verbatim) {
    for (int i = quote + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && !verbatim) {
        i++;
      } else if (c == '"') {
        boolean doubled = verbatim && i + 1 < text.length() && text.charAt(i + 1) == '"';
        if (!doubled) {
          return i;
        }
        i++;
      }
    }
    return text.length();
  }

  private static int character(String text, int quote) {
    int close = text.startsWith("'\\", quote) ? quote + 3 : quote + 2;
    return close < text.length() && text.charAt(close) == '\'' ? close : quote;
  }

  private static int comment(String text, int slash) {
    if (text.startsWith("//", slash)) {
      int end = text.indexOf('\n', slash);
      return end < 0 ? text.length() : end;
    }
    if (text.startsWith("/*", slash)) {
      int end = text.indexOf("*/", slash + 2);
      return end < 0 ? text.length() : end + 1;
    }
    return slash;
  }
}
