package io.trunkline.identity.wire;

import io.trunkline.net.http.HttpCall;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code $filter} with one comparison, {@code property eq 'value'}; everything else is refused.
 */
record GraphFilter(@Nullable String property, @Nullable String value) {
  private static final Pattern EQUALS = Pattern.compile("\\s*(\\w+)\\s+eq\\s+'((?:[^']|'')*)'\\s*");

  /** Reads the filter of a call; none accepts everything. */
  static GraphFilter of(HttpCall call, Set<String> properties) {
    Optional<String> filter = call.parameter("$filter");
    if (filter.isEmpty()) {
      return new GraphFilter(null, null);
    }
    Matcher matcher = EQUALS.matcher(filter.get());
    if (!matcher.matches() || !properties.contains(matcher.group(1))) {
      throw new GraphException(
          400,
          "Request_UnsupportedQuery",
          "Unsupported filter '%s': only %s eq '…' can be asked for."
              .formatted(filter.get(), String.join(" or ", properties.stream().sorted().toList())));
    }
    return new GraphFilter(matcher.group(1), matcher.group(2).replace("''", "'"));
  }

  boolean accepts(String name, String candidate) {
    return !name.equals(property) || candidate.equalsIgnoreCase(value);
  }
}
