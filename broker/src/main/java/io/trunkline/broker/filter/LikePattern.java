package io.trunkline.broker.filter;

import org.jspecify.annotations.Nullable;

/** Matches texts against a LIKE pattern in time linear in text times pattern. */
final class LikePattern {
  private LikePattern() {}

  /**
   * Returns whether the whole text matches: {@code %} stands for any run, {@code _} for one
   * character.
   *
   * @param escape takes the meaning from the wildcard behind it, or null for none
   * @throws FilterException when the pattern ends with the escape character
   */
  static boolean matches(String text, String pattern, @Nullable Character escape) {
    int textAt = 0;
    int patternAt = 0;
    int retryText = -1;
    int retryPattern = -1;
    while (true) {
      if (patternAt < pattern.length() && pattern.charAt(patternAt) == '%' && !is(escape, '%')) {
        retryPattern = ++patternAt;
        retryText = textAt;
        continue;
      }
      if (patternAt == pattern.length() && textAt == text.length()) {
        return true;
      }
      int width = patternAt < pattern.length() ? width(pattern, patternAt, escape) : 0;
      if (width > 0 && textAt < text.length() && one(text, textAt, pattern, patternAt, width)) {
        textAt++;
        patternAt += width;
      } else if (retryPattern >= 0 && retryText < text.length()) {
        textAt = ++retryText;
        patternAt = retryPattern;
      } else {
        return false;
      }
    }
  }

  private static boolean is(@Nullable Character escape, char character) {
    return escape != null && escape == character;
  }

  private static int width(String pattern, int at, @Nullable Character escape) {
    if (!is(escape, pattern.charAt(at))) {
      return 1;
    }
    if (at + 1 == pattern.length()) {
      throw new FilterException("The LIKE pattern ends with its escape character.");
    }
    return 2;
  }

  private static boolean one(String text, int textAt, String pattern, int patternAt, int width) {
    char wanted = pattern.charAt(patternAt + width - 1);
    return (width == 1 && wanted == '_') || wanted == text.charAt(textAt);
  }
}
