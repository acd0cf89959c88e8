package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.resources.template.TemplateFunction.Declared;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Functions of dates. Without an offset a date is UTC. */
final class DateFunctions {
  private static final String ISO = "yyyy-MM-ddTHH:mm:ssZ";
  private static final Pattern DURATION =
      Pattern.compile("(-?)P((?:\\d+[YMWD])*)(T(?:\\d+[HM])*(?:\\d+(?:\\.\\d+)?S)?)?");
  private static final Pattern BASIC =
      Pattern.compile("(\\d{4})(\\d{2})(\\d{2})T(\\d{2})(\\d{2})(\\d{2})(Z?)");

  static final List<Declared> DECLARED =
      List.of(
          new Declared("dateTimeAdd", 2, 3, DateFunctions::add),
          new Declared("dateTimeFromEpoch", 1, 1, DateFunctions::fromEpoch),
          new Declared("dateTimeToEpoch", 1, 1, a -> LongNode.valueOf(parse(a, 0).toEpochSecond())),
          new Declared(
              "utcNow",
              0,
              1,
              a -> a.scope().volatileValue("utcNow", a.has(0) ? a.text(0) : "yyyyMMddTHHmmssZ")));

  private DateFunctions() {}

  private static JsonNode add(Arguments arguments) {
    OffsetDateTime base = parse(arguments, 0);
    String duration = arguments.text(1);
    String format = arguments.has(2) ? arguments.text(2) : ISO;
    Matcher matcher = DURATION.matcher(duration.toUpperCase(Locale.ROOT));
    if (!matcher.matches() || (matcher.group(2).isEmpty() && matcher.group(3) == null)) {
      throw arguments.fault("'" + duration + "' is no ISO 8601 duration.");
    }
    int sign = matcher.group(1).isEmpty() ? 1 : -1;
    try {
      OffsetDateTime moved = base;
      if (!matcher.group(2).isEmpty()) {
        moved = moved.plus(Period.parse("P" + matcher.group(2)).multipliedBy(sign));
      }
      if (matcher.group(3) != null) {
        moved = moved.plus(Duration.parse("P" + matcher.group(3)).multipliedBy(sign));
      }
      return TextNode.valueOf(DotNetDates.format(moved, format));
    } catch (DateTimeException | ArithmeticException e) {
      throw arguments.fault("'" + duration + "' cannot be added: " + e.getMessage());
    }
  }

  private static JsonNode fromEpoch(Arguments arguments) {
    try {
      return TextNode.valueOf(
          DotNetDates.format(
              Instant.ofEpochSecond(arguments.integer(0)).atOffset(ZoneOffset.UTC), ISO));
    } catch (DateTimeException e) {
      throw arguments.fault(arguments.integer(0) + " seconds are out of range.");
    }
  }

  private static OffsetDateTime parse(Arguments arguments, int index) {
    String text = arguments.text(index).strip();
    Matcher basic = BASIC.matcher(text);
    String iso = basic.matches() ? basic.replaceAll("$1-$2-$3T$4:$5:$6$7") : text.replace(' ', 'T');
    try {
      if (!iso.contains("T")) {
        return LocalDate.parse(iso).atStartOfDay().atOffset(ZoneOffset.UTC);
      }
      if (iso.matches(".*(Z|[+-]\\d{2}:\\d{2})")) {
        return OffsetDateTime.parse(iso, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
      }
      return LocalDateTime.parse(iso).atOffset(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw arguments.fault("'" + text + "' is no date.");
    }
  }
}
