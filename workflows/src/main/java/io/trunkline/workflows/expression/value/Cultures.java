package io.trunkline.workflows.expression.value;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Cultures by their .NET name, such as {@code en-us}; the empty name is the invariant culture. */
public final class Cultures {
  private static final Map<String, Locale> BY_NAME =
      Arrays.stream(Locale.getAvailableLocales())
          .collect(
              Collectors.toMap(
                  locale -> locale.toLanguageTag().toLowerCase(Locale.ROOT),
                  locale -> locale,
                  (first, _) -> first));

  /** What functions use where no locale is given. */
  public static final Locale DEFAULT = Locale.US;

  /** The invariant culture. */
  public static final Locale INVARIANT = Locale.ROOT;

  /** Countries where digits stand in pairs before the last three: 1,23,45,678. */
  private static final Set<String> PAIRS = Set.of("IN", "BD", "NP", "BT");

  private Cultures() {}

  /**
   * Returns whether a group of digits ends in an integer where {@code left} digits follow; .NET
   * calls it {@code NumberGroupSizes}, which Java's formats do not know.
   */
  static boolean isGroupEnd(Locale culture, int left) {
    return (hasPairs(culture) && left > 3) ? left % 2 == 1 : (left > 0 && left % 3 == 0);
  }

  /** Returns whether digits stand in pairs before the last three. */
  static boolean hasPairs(Locale culture) {
    return PAIRS.contains(culture.getCountry());
  }

  /** Returns the culture with this name in any letter case, empty if there is none. */
  public static Optional<Locale> find(String name) {
    return name.isEmpty()
        ? Optional.of(INVARIANT)
        : Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
  }
}
