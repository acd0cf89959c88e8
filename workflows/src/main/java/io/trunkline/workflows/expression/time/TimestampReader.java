package io.trunkline.workflows.expression.time;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads times as tolerantly as {@code DateTime.Parse}: ISO 8601, and dates with a clock time, an
 * AM/PM mark, month names and a zone in the order of a culture (reference/workflows.md §2.8).
 */
public final class TimestampReader {
  /** Longer texts are no dates; bounds the work of the patterns. */
  private static final int MAXIMUM_LENGTH = 200;

  private static final String ZONE = "(Z|z|GMT|UTC|[+-]\\d{1,2}(?::?\\d{2})?)";
  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})-(\\d{1,2})(?:-(\\d{1,2}))?"
              + "(?:[Tt ]+(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:[.,](\\d{1,12}))?)?)?\\s*"
              + ZONE
              + "?");
  private static final Pattern CLOCK =
      Pattern.compile(
          "(?<!\\d)(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:[.,](\\d{1,12}))?)?\\s*([AaPp]\\.?[Mm]\\.?)?\\s*"
              + ZONE
              + "?$");
  private static final Pattern HOUR =
      Pattern.compile("(?<!\\d)(\\d{1,2})\\s*([AaPp]\\.?[Mm]\\.?)$");
  private static final Pattern WORD = Pattern.compile("\\d+|\\p{L}+\\.?");

  private final Locale culture;
  private final String text;

  private TimestampReader(String text, Locale culture) {
    this.text = text;
    this.culture = culture;
  }

  /** Returns the time, empty if the text is none. */
  public static Optional<Timestamp> read(String text, Locale culture) {
    String trimmed = text.strip();
    if (trimmed.isEmpty() || trimmed.length() > MAXIMUM_LENGTH) {
      return Optional.empty();
    }
    try {
      return new TimestampReader(trimmed, culture).read();
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Optional<Timestamp> read() {
    Matcher iso = ISO.matcher(text);
    if (iso.matches()) {
      LocalDateTime date =
          LocalDateTime.of(number(iso, 1, 1), number(iso, 2, 1), number(iso, 3, 1), 0, 0);
      return Optional.of(
          new Timestamp(
              clock(date, number(iso, 4, 0), number(iso, 5, 0), number(iso, 6, 0), iso.group(7)),
              zone(iso.group(8))));
    }
    Matcher clock = CLOCK.matcher(text);
    if (clock.find()) {
      int hour = hour(number(clock, 1, 0), clock.group(5));
      return date(text.substring(0, clock.start()))
          .map(d -> clock(d, hour, number(clock, 2, 0), number(clock, 3, 0), clock.group(4)))
          .map(local -> new Timestamp(local, zone(clock.group(6))));
    }
    Matcher hour = HOUR.matcher(text);
    if (hour.find()) {
      int value = hour(number(hour, 1, 0), hour.group(2));
      return date(text.substring(0, hour.start()))
          .map(d -> Timestamp.unspecified(d.withHour(value)));
    }
    return date(text).map(Timestamp::unspecified);
  }

  private static int number(Matcher matcher, int group, int fallback) {
    return matcher.group(group) == null ? fallback : Integer.parseInt(matcher.group(group));
  }

  private static LocalDateTime clock(
      LocalDateTime date, int hour, int minute, int second, String fraction) {
    LocalDateTime result = date.withHour(hour).withMinute(minute).withSecond(second);
    if (fraction == null) {
      return result;
    }
    // 100 ns are the smallest step; more digits are rounded.
    double nanoseconds = Math.rint(Double.parseDouble("0." + fraction) * 1e7) * 100;
    return result.plusNanos((long) nanoseconds);
  }

  private static int hour(int hour, String mark) {
    if (mark == null) {
      return hour;
    }
    if (hour < 1 || hour > 12) {
      throw new DateTimeException("the hour does not fit a clock of twelve hours");
    }
    boolean afternoon = mark.charAt(0) == 'P' || mark.charAt(0) == 'p';
    return hour % 12 + (afternoon ? 12 : 0);
  }

  static Optional<ZoneOffset> zone(String text) {
    if (text == null) {
      return Optional.empty();
    }
    if (Character.isLetter(text.charAt(0))) {
      return Optional.of(ZoneOffset.UTC);
    }
    String digits = text.substring(1).replace(":", "");
    int hours = Integer.parseInt(digits.substring(0, Math.min(2, digits.length())));
    int minutes = digits.length() > 2 ? Integer.parseInt(digits.substring(2)) : 0;
    int sign = text.charAt(0) == '-' ? -1 : 1;
    return Optional.of(ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes));
  }

  private Optional<LocalDateTime> date(String dateText) {
    String rest = dateText.strip();
    if (rest.endsWith("T") || rest.endsWith(",")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    List<String> numbers = new ArrayList<>();
    OptionalInt month = OptionalInt.empty();
    int monthIndex = 0;
    Matcher words = WORD.matcher(rest);
    int end = 0;
    while (words.find()) {
      if (!isSeparator(rest.substring(end, words.start()))) {
        return Optional.empty();
      }
      end = words.end();
      String word = words.group();
      if (Character.isDigit(word.charAt(0))) {
        numbers.add(word);
      } else if (month.isEmpty() && CultureNames.month(word, culture).isPresent()) {
        month = CultureNames.month(word, culture);
        monthIndex = numbers.size();
      } else if (!CultureNames.isDay(word, culture) && !word.equalsIgnoreCase("de")) {
        return Optional.empty();
      }
    }
    if (!isSeparator(rest.substring(end))) {
      return Optional.empty();
    }
    return month.isPresent()
        ? namedMonth(numbers, month.getAsInt(), monthIndex)
        : numericMonth(numbers);
  }

  private static boolean isSeparator(String between) {
    return between.chars().allMatch(c -> Character.isSpaceChar(c) || "/-.,".indexOf(c) >= 0);
  }

  private static Optional<LocalDateTime> namedMonth(List<String> numbers, int month, int index) {
    if (numbers.size() == 1 && isYear(numbers.getFirst())) {
      return Optional.of(day(year(numbers.getFirst()), month, 1));
    }
    if (numbers.size() != 2 || index > 2) {
      return Optional.empty();
    }
    boolean yearFirst = isYear(numbers.getFirst());
    String year = numbers.get(yearFirst ? 0 : 1);
    String day = numbers.get(yearFirst ? 1 : 0);
    return Optional.of(day(year(year), month, Integer.parseInt(day)));
  }

  private Optional<LocalDateTime> numericMonth(List<String> numbers) {
    if (numbers.size() == 2 && isYear(numbers.get(1))) {
      return Optional.of(day(year(numbers.get(1)), Integer.parseInt(numbers.get(0)), 1));
    }
    if (numbers.size() != 3) {
      return Optional.empty();
    }
    int first = Integer.parseInt(numbers.get(0));
    int second = Integer.parseInt(numbers.get(1));
    if (isYear(numbers.get(0)) || CultureNames.startsWithYear(culture)) {
      return Optional.of(day(year(numbers.get(0)), second, Integer.parseInt(numbers.get(2))));
    }
    int year = year(numbers.get(2));
    return Optional.of(
        CultureNames.isDayFirst(culture) ? day(year, second, first) : day(year, first, second));
  }

  private static LocalDateTime day(int year, int month, int day) {
    return LocalDateTime.of(year, Month.of(month), day, 0, 0);
  }

  private static boolean isYear(String number) {
    return number.length() > 2;
  }

  /** Two digits are a year from 1950 to 2049. */
  static int year(String digits) {
    int year = Integer.parseInt(digits);
    if (digits.length() > 2) {
      return year;
    }
    return year + (year < 50 ? 2000 : 1900);
  }
}
