package io.trunkline.identity;

/**
 * Patterns of actions: compared without case, {@code *} stands for any run of characters, slashes
 * included, and the whole action has to match ({@code reference/identity.md §7.3}).
 */
public final class ActionPatterns {
  private ActionPatterns() {}

  /** Returns whether {@code action} matches {@code pattern}; at worst pattern times action long. */
  public static boolean matches(String pattern, String action) {
    int p = 0;
    int a = 0;
    int star = -1;
    int resume = 0;
    while (a < action.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = a;
      } else if (p < pattern.length() && same(pattern.charAt(p), action.charAt(a))) {
        p++;
        a++;
      } else if (star >= 0) {
        p = star + 1;
        a = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static boolean same(char one, char other) {
    return one == other
        || Character.toLowerCase(Character.toUpperCase(one))
            == Character.toLowerCase(Character.toUpperCase(other));
  }
}
