package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.contextual;
import static io.trunkline.workflows.expression.function.TemplateFunction.pure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.workflows.expression.time.TimeSpan;
import io.trunkline.workflows.expression.time.Timestamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/** Arithmetic with times (reference/workflows.md §2.8). */
final class TimeFunctions {
  private TimeFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        contextual("utcNow", 0, 1, (a, c) -> TimeArguments.formatted(a, Timestamp.utc(c.now()), 0)),
        added("addDays", ChronoUnit.DAYS),
        added("addHours", ChronoUnit.HOURS),
        added("addMinutes", ChronoUnit.MINUTES),
        added("addSeconds", ChronoUnit.SECONDS),
        pure("addToTime", 3, 4, arguments -> moved(arguments, 1)),
        pure("subtractFromTime", 3, 4, arguments -> moved(arguments, -1)),
        contextual("getFutureTime", 2, 3, (a, c) -> fromNow(a, Timestamp.utc(c.now()), 1)),
        contextual("getPastTime", 2, 3, (a, c) -> fromNow(a, Timestamp.utc(c.now()), -1)),
        pure("dateDifference", 2, 2, TimeFunctions::difference),
        start("startOfHour", time -> time.truncatedTo(ChronoUnit.HOURS)),
        start("startOfDay", time -> time.truncatedTo(ChronoUnit.DAYS)),
        start("startOfMonth", time -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1)),
        number("dayOfWeek", time -> time.getDayOfWeek().getValue() % 7),
        number("dayOfMonth", LocalDateTime::getDayOfMonth),
        number("dayOfYear", LocalDateTime::getDayOfYear),
        pure("ticks", 1, 1, a -> LongNode.valueOf(TimeArguments.timestamp(a, 0).ticks())),
        pure("formatTimeSpan", 2, 3, TimeFunctions::formatTimeSpan));
  }

  private static TemplateFunction added(String name, ChronoUnit unit) {
    return pure(
        name,
        2,
        3,
        arguments ->
            TimeArguments.formatted(
                arguments,
                plus(arguments, TimeArguments.timestamp(arguments, 0), arguments.integer(1), unit),
                2));
  }

  private static Timestamp plus(
      Arguments arguments, Timestamp timestamp, long amount, ChronoUnit unit) {
    try {
      return timestamp.plus(amount, unit);
    } catch (DateTimeException e) {
      throw arguments.failure("the resulting time is outside the years 1 to 9999");
    }
  }

  private static JsonNode moved(Arguments arguments, int sign) {
    Timestamp moved =
        plus(
            arguments,
            TimeArguments.timestamp(arguments, 0),
            sign * arguments.integer(1),
            TimeArguments.unit(arguments, 2));
    return TimeArguments.formatted(arguments, moved, 3);
  }

  private static JsonNode fromNow(Arguments arguments, Timestamp now, int sign) {
    Timestamp moved =
        plus(arguments, now, sign * arguments.integer(0), TimeArguments.unit(arguments, 1));
    return TimeArguments.formatted(arguments, moved, 2);
  }

  private static JsonNode difference(Arguments arguments) {
    Duration duration =
        Duration.between(
            TimeArguments.timestamp(arguments, 0).instant(),
            TimeArguments.timestamp(arguments, 1).instant());
    long ticks = duration.getSeconds() * Timestamp.TICKS_PER_SECOND + duration.getNano() / 100;
    return TextNode.valueOf(new TimeSpan(ticks).constant());
  }

  private static TemplateFunction start(String name, UnaryOperator<LocalDateTime> start) {
    return pure(
        name,
        1,
        2,
        arguments -> {
          Timestamp timestamp = TimeArguments.timestamp(arguments, 0);
          return TimeArguments.formatted(
              arguments, timestamp.withLocal(start.apply(timestamp.local())), 1);
        });
  }

  private static TemplateFunction number(String name, ToIntFunction<LocalDateTime> part) {
    return pure(
        name,
        1,
        1,
        arguments ->
            IntNode.valueOf(part.applyAsInt(TimeArguments.timestamp(arguments, 0).local())));
  }

  private static JsonNode formatTimeSpan(Arguments arguments) {
    NumberTextFunctions.culture(arguments, 2);
    TimeSpan span =
        TimeSpan.parse(arguments.text(0))
            .orElseThrow(() -> arguments.wrongValue(0, "the value is not a valid time span"));
    try {
      return TextNode.valueOf(span.format(arguments.text(1)));
    } catch (IllegalArgumentException e) {
      throw arguments.wrongValue(1, e.getMessage());
    }
  }
}
