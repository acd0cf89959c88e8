package io.trunkline.workflows.expression.time;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.Month;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Names and orders that a culture uses in dates. */
final class CultureNames {
  private static final List<TextStyle> STYLES =
      List.of(
          TextStyle.FULL, TextStyle.FULL_STANDALONE, TextStyle.SHORT, TextStyle.SHORT_STANDALONE);

  private CultureNames() {}

  /** Returns the month with this name, in the culture or in English. */
  static OptionalInt month(String name, Locale culture) {
    for (Month month : Month.values()) {
      for (TextStyle style : STYLES) {
        if (isSame(name, month.getDisplayName(style, culture))
            || isSame(name, month.getDisplayName(style, Locale.US))) {
          return OptionalInt.of(month.getValue());
        }
      }
    }
    return OptionalInt.empty();
  }

  /** Returns whether this is the name of a day of the week. */
  static boolean isDay(String name, Locale culture) {
    for (DayOfWeek day : DayOfWeek.values()) {
      for (TextStyle style : STYLES) {
        if (isSame(name, day.getDisplayName(style, culture))
            || isSame(name, day.getDisplayName(style, Locale.US))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isSame(String written, String name) {
    return withoutDot(written).equalsIgnoreCase(withoutDot(name));
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  static boolean isDayFirst(Locale culture) {
    String pattern = shortDate(culture);
    return pattern.indexOf('d') < pattern.indexOf('M');
  }

  static boolean startsWithYear(Locale culture) {
    return shortDate(culture).startsWith("y");
  }

  /** Returns the short date pattern in .NET letters. */
  static String shortDate(Locale culture) {
    if (culture.equals(Locale.ROOT)) {
      return "MM/dd/yyyy";
    }
    return dotNet(localized(FormatStyle.SHORT, null, culture));
  }

  static String longDate(Locale culture) {
    if (culture.equals(Locale.ROOT)) {
      return "dddd, dd MMMM yyyy";
    }
    return dotNet(localized(FormatStyle.FULL, null, culture));
  }

  static String shortTime(Locale culture) {
    if (culture.equals(Locale.ROOT)) {
      return "HH:mm";
    }
    return dotNet(localized(null, FormatStyle.SHORT, culture));
  }

  static String longTime(Locale culture) {
    if (culture.equals(Locale.ROOT)) {
      return "HH:mm:ss";
    }
    return dotNet(localized(null, FormatStyle.MEDIUM, culture));
  }

  static String monthDay(Locale culture) {
    return culture.equals(Locale.ROOT) ? "MMMM dd" : dotNet(localized("MMMMd", culture));
  }

  static String yearMonth(Locale culture) {
    return culture.equals(Locale.ROOT) ? "yyyy MMMM" : dotNet(localized("yMMMM", culture));
  }

  private static String localized(FormatStyle date, FormatStyle time, Locale culture) {
    return DateTimeFormatterBuilder.getLocalizedDateTimePattern(
        date, time, IsoChronology.INSTANCE, culture);
  }

  private static String localized(String skeleton, Locale culture) {
    return DateTimeFormatterBuilder.getLocalizedDateTimePattern(
        skeleton, IsoChronology.INSTANCE, culture);
  }

  /** Turns a CLDR pattern into .NET letters; special spaces become ordinary ones. */
  private static String dotNet(String pattern) {
    return pattern
        .replace('\u202F', ' ')
        .replace('\u00A0', ' ')
        .replaceAll("E+|c+", "dddd")
        .replace("LLLL", "MMMM")
        .replaceAll("[yu]+", "yyyy")
        .replaceAll("[aB]+", "tt");
  }

  /** Returns the AM or PM mark of an hour. */
  static String dayHalf(int hour, Locale culture) {
    return LocalTime.of(hour, 0).format(DateTimeFormatter.ofPattern("a", culture));
  }

  /** Returns what stands between the numbers of a date. */
  static String dateSeparator(Locale culture) {
    return shortDate(culture)
        .chars()
        .filter(c -> !Character.isLetter(c))
        .mapToObj(Character::toString)
        .findFirst()
        .orElse("/");
  }
}
