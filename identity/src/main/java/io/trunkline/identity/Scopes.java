package io.trunkline.identity;

import java.util.Locale;

/** Scopes of role assignments and keys: resource ids, and {@code /} for the root. */
public final class Scopes {
  private Scopes() {}

  /**
   * Returns whether {@code target} is {@code scope} or lies below it, compared segment by segment
   * and without case ({@code reference/identity.md §7.3}).
   */
  public static boolean contains(String scope, String target) {
    String outer = fold(scope);
    String inner = fold(target);
    return inner.startsWith(outer)
        && (inner.length() == outer.length() || inner.charAt(outer.length()) == '/');
  }

  /** Returns a scope in lower case without a slash at its end; the root is empty. */
  public static String fold(String scope) {
    String folded = scope.toLowerCase(Locale.ROOT);
    return folded.endsWith("/") ? folded.substring(0, folded.length() - 1) : folded;
  }
}
