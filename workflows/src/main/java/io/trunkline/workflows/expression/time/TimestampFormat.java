package io.trunkline.workflows.expression.time;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Writes times with .NET format strings (reference/workflows.md §2.8.1, §2.8.2). */
public final class TimestampFormat {
  /** ISO 8601 with seven digits and the offset: what functions use where no format is given. */
  public static final String ROUND_TRIP = "o";

  private static final String IN_UTC = "RruU";
  private static final String INVARIANT = "OoRrsu";

  private final LocalDateTime time;
  private final Timestamp timestamp;
  private final Locale culture;
  private final StringBuilder out = new StringBuilder();

  private TimestampFormat(Timestamp timestamp, Locale culture) {
    this.timestamp = timestamp;
    this.time = timestamp.local();
    this.culture = culture;
  }

  /**
   * Returns the time as text.
   *
   * @throws IllegalArgumentException if the format is not valid
   */
  public static String format(Timestamp timestamp, String format, Locale culture) {
    if (format.isEmpty()) {
      return format(timestamp, "G", culture);
    }
    boolean standard = format.length() == 1;
    Timestamp shown =
        standard && IN_UTC.contains(format) && timestamp.offset().isPresent()
            ? timestamp.toUtc()
            : timestamp;
    Locale language = standard && INVARIANT.contains(format) ? Locale.ROOT : culture;
    TimestampPattern pattern = TimestampPattern.of(format, language);
    return new TimestampFormat(shown, language).write(pattern);
  }

  private String write(TimestampPattern pattern) {
    for (TimestampPattern.Part part : pattern.parts()) {
      switch (part.letter()) {
        case 0 -> out.append(part.literal());
        case 'd' -> day(part.count());
        case 'M' -> month(part.count(), pattern.hasDayOfMonth());
        case 'y' -> year(part.count());
        case 'h' -> padded((time.getHour() + 11) % 12 + 1, part.count());
        case 'H' -> padded(time.getHour(), part.count());
        case 'm' -> padded(time.getMinute(), part.count());
        case 's' -> padded(time.getSecond(), part.count());
        case 'f' -> out.append(fraction(part.count()));
        case 'F' -> shortFraction(part.count());
        case 't' -> dayHalf(part.count());
        case 'K' -> out.append(timestamp.offset().map(TimestampFormat::zone).orElse(""));
        case 'z' -> offset(part.count());
        case 'g' -> out.append("A.D.");
        case ':' -> out.append(':');
        case '/' -> out.append(CultureNames.dateSeparator(culture));
        default -> throw new IllegalStateException("specifier " + part.letter());
      }
    }
    return out.toString();
  }

  private void padded(int value, int count) {
    out.append((count > 1 ? "%02d" : "%d").formatted(value));
  }

  private void day(int count) {
    switch (count) {
      case 1, 2 -> padded(time.getDayOfMonth(), count);
      case 3 -> out.append(time.getDayOfWeek().getDisplayName(TextStyle.SHORT, language()));
      default -> out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, language()));
    }
  }

  /** Java's root locale has numbers for names; the invariant culture is English. */
  private Locale language() {
    return culture.equals(Locale.ROOT) ? Locale.ENGLISH : culture;
  }

  private void month(int count, boolean withDay) {
    switch (count) {
      case 1, 2 -> padded(time.getMonthValue(), count);
      case 3 -> out.append(time.getMonth().getDisplayName(TextStyle.SHORT, language()));
      default ->
          out.append(
              time.getMonth()
                  .getDisplayName(
                      withDay ? TextStyle.FULL : TextStyle.FULL_STANDALONE, language()));
    }
  }

  private void year(int count) {
    int year = time.getYear();
    switch (count) {
      case 1 -> out.append(year % 100);
      case 2 -> out.append("%02d".formatted(year % 100));
      default -> {
        String digits = Integer.toString(year);
        out.append("0".repeat(Math.max(0, count - digits.length()))).append(digits);
      }
    }
  }

  private String fraction(int count) {
    return "%07d".formatted(time.get(ChronoField.NANO_OF_SECOND) / 100).substring(0, count);
  }

  private void shortFraction(int count) {
    String digits = fraction(count);
    int end = digits.length();
    while (end > 0 && digits.charAt(end - 1) == '0') {
      end--;
    }
    out.append(digits, 0, end);
    if (end == 0 && !out.isEmpty() && out.charAt(out.length() - 1) == '.') {
      out.setLength(out.length() - 1);
    }
  }

  private void dayHalf(int count) {
    String mark = CultureNames.dayHalf(time.getHour(), language());
    out.append(count == 1 ? mark.substring(0, 1) : mark);
  }

  private static String zone(ZoneOffset offset) {
    return offset.equals(ZoneOffset.UTC) ? "Z" : offset.getId();
  }

  private void offset(int count) {
    int minutes = timestamp.offset().orElse(ZoneOffset.UTC).getTotalSeconds() / 60;
    out.append(minutes < 0 ? '-' : '+');
    padded(Math.abs(minutes) / 60, count);
    if (count > 2) {
      out.append(':');
      padded(Math.abs(minutes) % 60, 2);
    }
  }
}
