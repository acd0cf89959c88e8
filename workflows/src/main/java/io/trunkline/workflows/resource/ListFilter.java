package io.trunkline.workflows.resource;

import io.trunkline.net.http.Fields;
import io.trunkline.resources.ResourceException;
import io.trunkline.workflows.definition.Status;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code $top} and {@code $filter} of lists (reference/workflows.md §7.2): {@code status eq
 * 'Failed'}, {@code startTime ge …} and {@code clientTrackingId eq '…'}, joined by {@code and}.
 *
 * @param most how many to return
 * @param startedFrom milliseconds since the epoch, or 0
 * @param after name of the last entry of the page before ({@code $skiptoken}), or an empty text
 */
record ListFilter(
    int most,
    Optional<Status> status,
    long startedFrom,
    Optional<String> clientTrackingId,
    String after) {
  private static final int DEFAULT_TOP = 30;
  private static final int MAX_TOP = 250;
  private static final Pattern TERM =
      Pattern.compile("\\s*(\\w+)\\s+(eq|ge|gt)\\s+'?([^']*?)'?\\s*");

  /**
   * Reads the query parameters.
   *
   * @throws ResourceException 400 for a filter that is not understood
   */
  static ListFilter of(Fields parameters) {
    Optional<Status> status = Optional.empty();
    long startedFrom = 0;
    Optional<String> tracking = Optional.empty();
    for (String term : parameters.first("$filter").orElse("").split("(?i)\\s+and\\s+", -1)) {
      if (term.isBlank()) {
        continue;
      }
      Matcher matcher = TERM.matcher(term);
      if (!matcher.matches()) {
        throw invalid(term);
      }
      String value = matcher.group(3);
      switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
        case "status" -> status = value.isEmpty() ? status : Status.parse(value);
        case "starttime" -> startedFrom = time(value, term);
        case "clienttrackingid" -> tracking = Optional.of(value);
        default -> throw invalid(term);
      }
    }
    return new ListFilter(
        top(parameters), status, startedFrom, tracking, parameters.first("$skiptoken").orElse(""));
  }

  /** Returns whether something with these properties passes. */
  boolean accepts(Status actual, long startedAt, String actualTrackingId) {
    return (status.isEmpty() || status.get() == actual)
        && startedAt >= startedFrom
        && (clientTrackingId.isEmpty() || clientTrackingId.get().equals(actualTrackingId));
  }

  /** Returns whether an entry comes after the page before. */
  boolean isAfter(String name) {
    return name.compareTo(after) > 0;
  }

  private static int top(Fields parameters) {
    try {
      return parameters
          .first("$top")
          .map(Integer::parseInt)
          .map(top -> Math.clamp(top, 1, MAX_TOP))
          .orElse(DEFAULT_TOP);
    } catch (NumberFormatException e) {
      throw ResourceException.badRequest("InvalidTopQueryParameter", "'$top' must be a number.");
    }
  }

  private static long time(String value, String term) {
    try {
      return Instant.parse(value).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw invalid(term);
    }
  }

  private static ResourceException invalid(String term) {
    return ResourceException.badRequest(
        "InvalidFilterInQueryString", "The filter '%s' is not understood.".formatted(term.strip()));
  }
}
