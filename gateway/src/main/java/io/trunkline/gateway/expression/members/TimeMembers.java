package io.trunkline.gateway.expression.members;

import static io.trunkline.gateway.expression.TypeMembers.type;
import static io.trunkline.gateway.expression.members.Arguments.number;
import static io.trunkline.gateway.expression.members.Arguments.real;
import static io.trunkline.gateway.expression.members.Arguments.text;

import io.trunkline.gateway.expression.EvaluationException;
import io.trunkline.gateway.expression.Texts;
import io.trunkline.gateway.expression.Times;
import io.trunkline.gateway.expression.TypeCatalog;
import io.trunkline.gateway.expression.TypeMembers;
import io.trunkline.gateway.expression.TypeMembers.Out;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code DateTime}, {@code DateTimeOffset} and {@code TimeSpan}; the local zone is UTC. */
final class TimeMembers {
  private static final long TICKS_TO_EPOCH = 621_355_968_000_000_000L;

  private TimeMembers() {}

  static void addTo(TypeCatalog catalog, InstantSource clock) {
    for (String name : new String[] {"DateTime", "DateTimeOffset"}) {
      catalog.add(parts(arithmetic(statics(type(name), name, clock), name)));
    }
    catalog.add(spans());
  }

  private static TypeMembers statics(TypeMembers members, String name, InstantSource clock) {
    return members
        .representedBy(OffsetDateTime.class)
        .constructor(name + " New(int year, int month, int day)", a -> date(a, false))
        .constructor(
            name + " New(int year, int month, int day, int hour, int minute, int second)",
            a -> date(a, true))
        .staticProperty(name + " UtcNow", () -> now(clock))
        .staticProperty(name + " Now", () -> now(clock))
        .staticProperty(name + " Today", () -> midnight(now(clock)))
        .staticMethod(name + " Parse(string text)", a -> Times.parse(text(a, 0)))
        .staticMethod(
            "bool TryParse(string text, out " + name + " value)",
            a -> tryParse((String) a[0], (Out) a[1]))
        .staticMethod(
            name + " FromUnixTimeSeconds(long seconds)",
            a -> Instant.ofEpochSecond(((Number) a[0]).longValue()).atOffset(ZoneOffset.UTC));
  }

  private static TypeMembers arithmetic(TypeMembers members, String name) {
    return members
        .method(name + " AddSeconds(double value)", (it, a) -> plus(it, real(a, 0)))
        .method(name + " AddMinutes(double value)", (it, a) -> plus(it, real(a, 0) * 60))
        .method(name + " AddHours(double value)", (it, a) -> plus(it, real(a, 0) * 3600))
        .method(name + " AddDays(double value)", (it, a) -> plus(it, real(a, 0) * 86_400))
        .method(name + " AddMilliseconds(double value)", (it, a) -> plus(it, real(a, 0) / 1000))
        .method(name + " AddMonths(int value)", (it, a) -> time(it).plusMonths(number(a, 0)))
        .method(name + " AddYears(int value)", (it, a) -> time(it).plusYears(number(a, 0)))
        .method(name + " Add(TimeSpan span)", (it, a) -> time(it).plus((Duration) a[0]))
        .method(
            "TimeSpan Subtract(" + name + " other)",
            (it, a) -> Duration.between(time(a[0]), time(it)))
        .method(name + " ToUniversalTime()", (it, a) -> utc(it))
        .method(name + " ToLocalTime()", (it, a) -> utc(it))
        .method("int CompareTo(" + name + " other)", (it, a) -> time(it).compareTo(time(a[0])))
        .method("string ToString(string format)", (it, a) -> Texts.of(it, text(a, 0)))
        .method("long ToUnixTimeSeconds()", (it, a) -> time(it).toEpochSecond())
        .method("long ToUnixTimeMilliseconds()", (it, a) -> time(it).toInstant().toEpochMilli());
  }

  private static TypeMembers parts(TypeMembers members) {
    return members
        .property("int Year", it -> time(it).getYear())
        .property("int Month", it -> time(it).getMonthValue())
        .property("int Day", it -> time(it).getDayOfMonth())
        .property("int Hour", it -> time(it).getHour())
        .property("int Minute", it -> time(it).getMinute())
        .property("int Second", it -> time(it).getSecond())
        .property("int Millisecond", it -> time(it).getNano() / 1_000_000)
        .property("int DayOfYear", it -> time(it).getDayOfYear())
        .property("string DayOfWeek", it -> title(time(it).getDayOfWeek().name()))
        .property("DateTime Date", it -> midnight(time(it)))
        .property("TimeSpan TimeOfDay", it -> Duration.between(midnight(time(it)), time(it)))
        .property("long Ticks", it -> ticks(time(it)));
  }

  private static TypeMembers spans() {
    return type("TimeSpan")
        .representedBy(Duration.class)
        .constructor(
            "TimeSpan New(int hours, int minutes, int seconds)",
            a -> seconds(number(a, 0) * 3600.0 + number(a, 1) * 60.0 + number(a, 2)))
        .staticProperty("TimeSpan Zero", () -> Duration.ZERO)
        .staticMethod("TimeSpan FromSeconds(double value)", a -> seconds(real(a, 0)))
        .staticMethod("TimeSpan FromMinutes(double value)", a -> seconds(real(a, 0) * 60))
        .staticMethod("TimeSpan FromHours(double value)", a -> seconds(real(a, 0) * 3600))
        .staticMethod("TimeSpan FromDays(double value)", a -> seconds(real(a, 0) * 86_400))
        .staticMethod("TimeSpan FromMilliseconds(double value)", a -> seconds(real(a, 0) / 1000))
        .property("int Days", it -> (int) ((Duration) it).toDays())
        .property("int Hours", it -> ((Duration) it).toHoursPart())
        .property("int Minutes", it -> ((Duration) it).toMinutesPart())
        .property("int Seconds", it -> ((Duration) it).toSecondsPart())
        .property("double TotalMilliseconds", it -> ((Duration) it).toNanos() / 1e6)
        .property("double TotalSeconds", it -> ((Duration) it).toNanos() / 1e9)
        .property("double TotalMinutes", it -> ((Duration) it).toNanos() / 6e10)
        .property("double TotalHours", it -> ((Duration) it).toNanos() / 3.6e12)
        .property("double TotalDays", it -> ((Duration) it).toNanos() / 8.64e13);
  }

  private static OffsetDateTime time(@Nullable Object value) {
    return (OffsetDateTime) value;
  }

  private static OffsetDateTime now(InstantSource clock) {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static OffsetDateTime utc(Object value) {
    return time(value).withOffsetSameInstant(ZoneOffset.UTC);
  }

  private static OffsetDateTime midnight(OffsetDateTime time) {
    return time.toLocalDate().atStartOfDay().atOffset(time.getOffset());
  }

  private static OffsetDateTime plus(Object value, double seconds) {
    return time(value).plus(seconds(seconds));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private static long ticks(OffsetDateTime time) {
    return TICKS_TO_EPOCH + time.toEpochSecond() * 10_000_000 + time.getNano() / 100;
  }

  private static String title(String name) {
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  private static OffsetDateTime date(Object[] a, boolean withTime) {
    return OffsetDateTime.of(
        number(a, 0),
        number(a, 1),
        number(a, 2),
        withTime ? number(a, 3) : 0,
        withTime ? number(a, 4) : 0,
        withTime ? number(a, 5) : 0,
        0,
        ZoneOffset.UTC);
  }

  private static boolean tryParse(@Nullable String text, Out out) {
    try {
      out.set(Times.parse(text == null ? "" : text));
      return true;
    } catch (EvaluationException e) {
      out.set(OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));
      return false;
    }
  }
}
