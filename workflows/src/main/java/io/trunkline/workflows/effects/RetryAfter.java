package io.trunkline.workflows.effects;

import io.trunkline.workflows.connector.CallResult;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads the header {@code Retry-After}: seconds or a date (RFC 9110 §10.2.3). */
final class RetryAfter {
  private static final Duration LONGEST = Duration.ofDays(1);

  private RetryAfter() {}

  /** Returns how long to wait, a day at most; empty where the answer does not say. */
  static Optional<Duration> of(CallResult.Answer answer, Instant now) {
    return answer
        .header("Retry-After")
        .flatMap(text -> parse(text.strip(), now))
        .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
  }

  private static Optional<Duration> parse(String text, Instant now) {
    try {
      return Optional.of(Duration.ofSeconds(Math.max(0, Integer.parseInt(text))));
    } catch (NumberFormatException e) {
      return date(text, now);
    }
  }

  private static Optional<Duration> date(String text, Instant now) {
    try {
      Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(at.isBefore(now) ? Duration.ZERO : Duration.between(now, at));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
