package io.trunkline.resources.template;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Map;

/** Writes dates by .NET's format strings, standard and custom ones, in the invariant culture. */
public final class DotNetDates {
  private static final Map<String, String> STANDARD =
      Map.ofEntries(
          Map.entry("d", "MM/dd/yyyy"),
          Map.entry("D", "dddd, dd MMMM yyyy"),
          Map.entry("f", "dddd, dd MMMM yyyy HH:mm"),
          Map.entry("F", "dddd, dd MMMM yyyy HH:mm:ss"),
          Map.entry("g", "MM/dd/yyyy HH:mm"),
          Map.entry("G", "MM/dd/yyyy HH:mm:ss"),
          Map.entry("m", "MMMM dd"),
          Map.entry("M", "MMMM dd"),
          Map.entry("o", "yyyy-MM-ddTHH:mm:ss.fffffffK"),
          Map.entry("O", "yyyy-MM-ddTHH:mm:ss.fffffffK"),
          Map.entry("r", "ddd, dd MMM yyyy HH:mm:ss 'GMT'"),
          Map.entry("R", "ddd, dd MMM yyyy HH:mm:ss 'GMT'"),
          Map.entry("s", "yyyy-MM-ddTHH:mm:ss"),
          Map.entry("t", "HH:mm"),
          Map.entry("T", "HH:mm:ss"),
          Map.entry("u", "yyyy-MM-dd HH:mm:ssZ"),
          Map.entry("y", "yyyy MMMM"),
          Map.entry("Y", "yyyy MMMM"));

  private DotNetDates() {}

  /**
   * Formats a date.
   *
   * @throws TemplateException when the format is not one of .NET's
   */
  public static String format(OffsetDateTime date, String format) {
    OffsetDateTime utc = date.withOffsetSameInstant(ZoneOffset.UTC);
    if (format.length() == 1) {
      String pattern = STANDARD.get(format);
      if (pattern == null) {
        throw new TemplateException("'" + format + "' is no date format.");
      }
      return custom(utc, pattern);
    }
    return custom(utc, format);
  }

  private static String custom(OffsetDateTime date, String format) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); ) {
      char c = format.charAt(i);
      if (c == '\'' || c == '"') {
        int end = format.indexOf(c, i + 1);
        if (end < 0) {
          throw new TemplateException("The date format '" + format + "' has an open quote.");
        }
        text.append(format, i + 1, end);
        i = end + 1;
      } else if (c == '\\' && i + 1 < format.length()) {
        text.append(format.charAt(i + 1));
        i += 2;
      } else if (c == '%') {
        i++;
      } else {
        int run = 1;
        while (i + run < format.length() && format.charAt(i + run) == c) {
          run++;
        }
        text.append(part(date, c, run));
        i += run;
      }
    }
    return text.toString();
  }

  private static String part(OffsetDateTime date, char c, int run) {
    return switch (c) {
      case 'y' -> run <= 2 ? padded(date.getYear() % 100, run) : padded(date.getYear(), run);
      case 'M' ->
          switch (run) {
            case 1, 2 -> padded(date.getMonthValue(), run);
            case 3 -> date.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            default -> date.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
          };
      case 'd' ->
          switch (run) {
            case 1, 2 -> padded(date.getDayOfMonth(), run);
            case 3 -> date.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            default -> date.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
          };
      case 'H' -> padded(date.getHour(), Math.min(run, 2));
      case 'h' -> padded((date.getHour() + 11) % 12 + 1, Math.min(run, 2));
      case 'm' -> padded(date.getMinute(), Math.min(run, 2));
      case 's' -> padded(date.getSecond(), Math.min(run, 2));
      case 'f' -> fraction(date, run);
      case 'F' -> fraction(date, run).replaceAll("0+$", "");
      case 't' ->
          DateTimeFormatter.ofPattern("a", Locale.ENGLISH)
              .format(date)
              .substring(0, Math.min(run, 2));
      case 'K' -> "Z".repeat(run);
      case 'z' -> run == 1 ? "+0" : run == 2 ? "+00" : "+00:00";
      default -> String.valueOf(c).repeat(run);
    };
  }

  private static String fraction(OffsetDateTime date, int digits) {
    if (digits > 7) {
      throw new TemplateException("A date has at most seven digits of a second.");
    }
    return padded(date.getNano(), 9).substring(0, digits);
  }

  private static String padded(int number, int digits) {
    String text = String.valueOf(number);
    return "0".repeat(Math.max(0, digits - text.length())) + text;
  }
}
