package io.trunkline.workflows.definition;

import java.time.Duration;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ISO 8601 durations as limits: years count 365 and months 30 days, as in the XML duration parser
 * of .NET.
 */
public final class IsoDuration {
  private static final Pattern SHAPE =
      Pattern.compile("(-?)P((?:\\d+Y)?(?:\\d+M)?(?:\\d+W)?(?:\\d+D)?)(T[0-9HMS.]+)?");

  private IsoDuration() {}

  /** Returns the duration, empty if the text is not one or it is negative. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = SHAPE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches() || !matcher.group(1).isEmpty()) {
      return Optional.empty();
    }
    String date = matcher.group(2);
    String time = matcher.group(3);
    if (date.isEmpty() && time == null) {
      return Optional.empty();
    }
    try {
      Duration duration = time == null ? Duration.ZERO : Duration.parse("P" + time);
      if (!date.isEmpty()) {
        Period period = Period.parse("P" + date);
        duration =
            duration.plusDays(
                period.getYears() * 365L + period.getMonths() * 30L + period.getDays());
      }
      return Optional.of(duration);
    } catch (DateTimeParseException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
