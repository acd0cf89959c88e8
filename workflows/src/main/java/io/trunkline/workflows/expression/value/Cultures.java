package io.trunkline.workflows.expression.value;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

  private Cultures() {}

  /** Returns the culture with this name in any letter case, empty if there is none. */
  public static Optional<Locale> find(String name) {
    return name.isEmpty()
        ? Optional.of(INVARIANT)
        : Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
  }
}
