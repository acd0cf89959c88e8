package io.trunkline.workflows.expression.time;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A .NET time span.
 *
 * @param ticks 100-ns units
 */
public record TimeSpan(long ticks) {
  private static final long TICKS_PER_DAY = 86_400 * Timestamp.TICKS_PER_SECOND;
  private static final Pattern TEXT =
      Pattern.compile(
          "(-)?(?:(\\d{1,8})(?:\\.|:(?=\\d{1,2}:\\d{1,2}:)))?(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{1,7}))?)?");
  private static final Pattern DAYS = Pattern.compile("(-)?(\\d{1,8})");

  /** Reads {@code [-][d.]hh:mm[:ss[.fffffff]]} or a number of days. */
  public static Optional<TimeSpan> parse(String text) {
    String trimmed = text.strip();
    Matcher days = DAYS.matcher(trimmed);
    if (days.matches()) {
      return Optional.of(signed(days.group(1), Long.parseLong(days.group(2)) * TICKS_PER_DAY));
    }
    Matcher matcher = TEXT.matcher(trimmed);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long hours = Long.parseLong(matcher.group(3));
    long minutes = Long.parseLong(matcher.group(4));
    long seconds = matcher.group(5) == null ? 0 : Long.parseLong(matcher.group(5));
    if (hours > 23 || minutes > 59 || seconds > 59) {
      return Optional.empty();
    }
    long dayCount = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2));
    String fraction = matcher.group(6) == null ? "" : matcher.group(6);
    long ticks =
        dayCount * TICKS_PER_DAY
            + ((hours * 60 + minutes) * 60 + seconds) * Timestamp.TICKS_PER_SECOND
            + Long.parseLong((fraction + "0000000").substring(0, 7));
    return Optional.of(signed(matcher.group(1), ticks));
  }

  private static TimeSpan signed(String sign, long ticks) {
    return new TimeSpan(sign == null ? ticks : -ticks);
  }

  /** Returns the constant format {@code [-][d.]hh:mm:ss[.fffffff]}. */
  public String constant() {
    String days = days() == 0 ? "" : days() + ".";
    String fraction = fraction() == 0 ? "" : ".%07d".formatted(fraction());
    return sign() + days + "%02d:%02d:%02d".formatted(hours(), minutes(), seconds()) + fraction;
  }

  /**
   * Returns the span in a standard ({@code c}, {@code t}, {@code T}, {@code g}, {@code G}) or
   * custom format; custom formats have no sign.
   *
   * @throws IllegalArgumentException if the format is not valid
   */
  public String format(String format) {
    return switch (format) {
      case "", "c", "t", "T" -> constant();
      case "g" -> general();
      case "G" ->
          sign()
              + "%d:%02d:%02d:%02d.%07d"
                  .formatted(days(), hours(), minutes(), seconds(), fraction());
      default -> custom(format);
    };
  }

  private String general() {
    String days = days() == 0 ? "" : days() + ":";
    String fraction =
        fraction() == 0 ? "" : "." + "%07d".formatted(fraction()).replaceAll("0+$", "");
    return sign() + days + "%d:%02d:%02d".formatted(hours(), minutes(), seconds()) + fraction;
  }

  private String custom(String format) {
    StringBuilder out = new StringBuilder();
    int index = 0;
    while (index < format.length()) {
      char c = format.charAt(index);
      int end = index + 1;
      if (c == '\\' || c == '%') {
        end = Math.min(index + 2, format.length());
        String next = format.substring(index + 1, end);
        out.append(c == '\\' ? next : custom(next));
      } else if (c == '\'' || c == '"') {
        int close = format.indexOf(c, index + 1);
        if (close < 0) {
          throw new IllegalArgumentException("a quote of the format is not closed");
        }
        out.append(format, index + 1, close);
        end = close + 1;
      } else {
        while (end < format.length() && format.charAt(end) == c) {
          end++;
        }
        out.append(specifier(c, end - index));
      }
      index = end;
    }
    return out.toString();
  }

  private String specifier(char letter, int count) {
    return switch (letter) {
      case 'd' -> padded(days(), count);
      case 'h' -> padded(hours(), count);
      case 'm' -> padded(minutes(), count);
      case 's' -> padded(seconds(), count);
      case 'f' -> fractionDigits(count);
      case 'F' -> fractionDigits(count).replaceAll("0+$", "");
      default ->
          throw new IllegalArgumentException(
              "'%s' is not a specifier of time spans; literals need an escape".formatted(letter));
    };
  }

  private static String padded(long value, int count) {
    String digits = Long.toString(value);
    return "0".repeat(Math.max(0, count - digits.length())) + digits;
  }

  private String fractionDigits(int count) {
    if (count > 7) {
      throw new IllegalArgumentException("a fraction of a second has at most seven digits");
    }
    return "%07d".formatted(fraction()).substring(0, count);
  }

  private String sign() {
    return ticks < 0 ? "-" : "";
  }

  private long magnitude() {
    return Math.abs(ticks);
  }

  private long days() {
    return magnitude() / TICKS_PER_DAY;
  }

  private long hours() {
    return magnitude() / (3600 * Timestamp.TICKS_PER_SECOND) % 24;
  }

  private long minutes() {
    return magnitude() / (60 * Timestamp.TICKS_PER_SECOND) % 60;
  }

  private long seconds() {
    return magnitude() / Timestamp.TICKS_PER_SECOND % 60;
  }

  private long fraction() {
    return magnitude() % Timestamp.TICKS_PER_SECOND;
  }
}
