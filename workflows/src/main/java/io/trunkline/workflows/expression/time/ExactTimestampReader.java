package io.trunkline.workflows.expression.time;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads times that have exactly a given .NET format (reference/workflows.md §2.8). */
public final class ExactTimestampReader {
  private static final Pattern OFFSET = Pattern.compile("[+-]\\d{1,2}(:?\\d{2})?");

  private final String text;
  private final Locale culture;
  private int index;
  private int year = 1;
  private int month = 1;
  private int day = 1;
  private int hour;
  private int minute;
  private int second;
  private int ticks;
  private boolean hasHalf;
  private boolean afternoon;
  private Optional<ZoneOffset> offset = Optional.empty();

  private ExactTimestampReader(String text, Locale culture) {
    this.text = text;
    this.culture = culture;
  }

  /**
   * Returns the time, empty if the text has another format.
   *
   * @throws IllegalArgumentException if the format is not valid
   */
  public static Optional<Timestamp> read(String text, String format, Locale culture) {
    TimestampPattern pattern = TimestampPattern.of(format, culture);
    try {
      return Optional.of(new ExactTimestampReader(text, culture).read(pattern));
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Timestamp read(TimestampPattern pattern) {
    for (TimestampPattern.Part part : pattern.parts()) {
      int count = part.count();
      switch (part.letter()) {
        case 0 -> expect(part.literal());
        case ':' -> expect(":");
        case '/' -> expect(CultureNames.dateSeparator(culture));
        case 'd' -> day(count);
        case 'M' -> month(count);
        case 'y' -> year(count);
        case 'h', 'H' -> hour = number(count > 1 ? 2 : 1, 2);
        case 'm' -> minute = number(count > 1 ? 2 : 1, 2);
        case 's' -> second = number(count > 1 ? 2 : 1, 2);
        case 'f' -> fraction(count, count);
        case 'F' -> fraction(0, count);
        case 't' -> dayHalf();
        case 'K', 'z' -> zone(part.letter() == 'K');
        case 'g' -> expect("A.D.");
        default -> throw new IllegalStateException("specifier " + part.letter());
      }
    }
    if (index != text.length()) {
      throw new DateTimeException("there is more text than the format has");
    }
    int fullHour = hasHalf ? hour % 12 + (afternoon ? 12 : 0) : hour;
    return new Timestamp(
        LocalDateTime.of(year, month, day, fullHour, minute, second, ticks * 100), offset);
  }

  private void expect(String literal) {
    if (!text.startsWith(literal, index)) {
      throw new DateTimeException("the text does not have the format");
    }
    index += literal.length();
  }

  private int number(int minimum, int maximum) {
    int end = index;
    while (end < text.length() && end - index < maximum && isDigit(text.charAt(end))) {
      end++;
    }
    if (end - index < minimum) {
      throw new DateTimeException("a number is missing");
    }
    int value = Integer.parseInt(text.substring(index, end));
    index = end;
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void day(int count) {
    if (count <= 2) {
      day = number(count, 2);
    } else {
      name(7, number -> DayOfWeek.of(number).getDisplayName(style(count), culture));
    }
  }

  private void month(int count) {
    month =
        count <= 2
            ? number(count, 2)
            : name(12, number -> Month.of(number).getDisplayName(style(count), culture));
  }

  private static TextStyle style(int count) {
    return count == 3 ? TextStyle.SHORT : TextStyle.FULL;
  }

  private int name(int count, IntFunction<String> names) {
    for (int number = 1; number <= count; number++) {
      String name = names.apply(number);
      if (text.regionMatches(true, index, name, 0, name.length())) {
        index += name.length();
        return number;
      }
    }
    throw new DateTimeException("a name is missing");
  }

  private void year(int count) {
    if (count <= 2) {
      int start = index;
      number(count, 2);
      year = TimestampReader.year(text.substring(start, index));
    } else {
      year = number(count, Math.max(4, count));
    }
  }

  private void fraction(int minimum, int maximum) {
    int start = index;
    if (minimum > 0 || (index < text.length() && isDigit(text.charAt(index)))) {
      number(Math.max(1, minimum), maximum);
    }
    String digits = text.substring(start, index);
    ticks = Integer.parseInt((digits + "0000000").substring(0, 7));
  }

  private void dayHalf() {
    char mark = index < text.length() ? Character.toUpperCase(text.charAt(index)) : ' ';
    if (mark != 'A' && mark != 'P') {
      throw new DateTimeException("an AM or PM mark is missing");
    }
    hasHalf = true;
    afternoon = mark == 'P';
    index++;
    if (index < text.length() && Character.toUpperCase(text.charAt(index)) == 'M') {
      index++;
    }
  }

  private void zone(boolean mayBeMissing) {
    if (index < text.length() && Character.toUpperCase(text.charAt(index)) == 'Z') {
      offset = Optional.of(ZoneOffset.UTC);
      index++;
      return;
    }
    Matcher matcher = OFFSET.matcher(text).region(index, text.length());
    if (matcher.lookingAt()) {
      offset = TimestampReader.zone(matcher.group());
      index = matcher.end();
    } else if (!mayBeMissing) {
      throw new DateTimeException("an offset is missing");
    }
  }
}
