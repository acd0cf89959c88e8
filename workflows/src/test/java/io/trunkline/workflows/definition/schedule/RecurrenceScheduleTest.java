package io.trunkline.workflows.definition.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.net.codec.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecurrenceScheduleTest {
  private static final Instant SAVED = Instant.parse("2024-03-06T10:17:30Z");

  private static RecurrenceSchedule schedule(String json) {
    return new RecurrenceSchedule(Recurrence.from(Json.parse(json.replace('`', '"'))), SAVED);
  }

  private static List<String> occurrences(String json, String now, int count) {
    RecurrenceSchedule schedule = schedule(json);
    List<String> result = new ArrayList<>();
    Instant time = schedule.first(Instant.parse(now)).orElseThrow();
    for (int index = 0; index < count; index++) {
      result.add(time.toString());
      time = schedule.next(time).orElse(Instant.MAX);
    }
    return result;
  }

  @Test
  void withoutStartAndScheduleTheFirstRunIsAtOnce() {
    assertThat(occurrences("{`frequency`:`minute`,`interval`:`5`}", "2024-03-06T10:20:01Z", 2))
        .containsExactly("2024-03-06T10:20:01Z", "2024-03-06T10:25:01Z");
  }

  @Test
  void aStartInThePastSkipsWhatIsGone() {
    assertThat(
            occurrences(
                "{`frequency`:`Hour`,`interval`:5,`startTime`:`2024-03-01T00:30:00Z`}",
                "2024-03-06T10:20:00Z",
                2))
        .containsExactly("2024-03-06T10:30:00Z", "2024-03-06T15:30:00Z");
  }

  @Test
  void aStartInTheFutureIsTheFirst() {
    assertThat(
            occurrences(
                "{`frequency`:`Day`,`interval`:2,`startTime`:`2030-01-01T08:00:00`,`timeZone`:`W."
                    + " Europe Standard Time`}",
                "2024-03-06T10:20:00Z",
                2))
        .containsExactly("2030-01-01T07:00:00Z", "2030-01-03T07:00:00Z");
  }

  @Test
  void calendarStepsKeepTheWallClockOverDaylightSaving() {
    assertThat(
            occurrences(
                "{`frequency`:`Day`,`interval`:1,`startTime`:`2024-03-09T09:00:00`,`timeZone`:`Pacific"
                    + " Standard Time`}",
                "2024-03-09T17:00:00Z",
                2))
        .containsExactly("2024-03-09T17:00:00Z", "2024-03-10T16:00:00Z");
  }

  @Test
  void monthsClampToTheirLastDay() {
    assertThat(
            occurrences(
                "{`frequency`:`Month`,`interval`:1,`startTime`:`2024-01-31T00:00:00Z`}",
                "2024-02-01T00:00:00Z",
                3))
        .containsExactly("2024-02-29T00:00:00Z", "2024-03-31T00:00:00Z", "2024-04-30T00:00:00Z");
  }

  @Test
  void everyHourFiresWithEveryMinute() {
    assertThat(
            occurrences(
                "{`frequency`:`Day`,`schedule`:{`hours`:[`8`,17],`minutes`:[0,30]}}",
                "2024-03-06T08:10:00Z",
                4))
        .containsExactly(
            "2024-03-06T08:30:00Z",
            "2024-03-06T17:00:00Z",
            "2024-03-06T17:30:00Z",
            "2024-03-07T08:00:00Z");
  }

  @Test
  void hoursWithoutMinutesTakeTheMinuteOfTheSave() {
    assertThat(
            occurrences("{`frequency`:`Day`,`schedule`:{`hours`:[12]}}", "2024-03-06T11:00:00Z", 1))
        .containsExactly("2024-03-06T12:17:00Z");
  }

  @Test
  void weeksCountFromTheWeekOfTheStart() {
    assertThat(
            occurrences(
                "{`frequency`:`Week`,`interval`:2,`startTime`:`2024-03-04T00:00:00Z`,`schedule`:{`weekDays`:[`Monday`,`Friday`],`hours`:[6],`minutes`:[0]}}",
                "2024-03-05T00:00:00Z",
                3))
        .containsExactly("2024-03-08T06:00:00Z", "2024-03-18T06:00:00Z", "2024-03-22T06:00:00Z");
  }

  @Test
  void monthsHaveDaysFromBothEndsAndOccurrences() {
    assertThat(
            occurrences(
                "{`frequency`:`Month`,`schedule`:{`monthDays`:[1,-1],`hours`:[0],`minutes`:[0]}}",
                "2024-02-10T00:00:00Z",
                2))
        .containsExactly("2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z");
    assertThat(
            occurrences(
                "{`frequency`:`Month`,`schedule`:{`monthlyOccurrences`:[{`dayOfWeek`:`Friday`,`occurrence`:-1}],`hours`:[0],`minutes`:[0]}}",
                "2024-02-10T00:00:00Z",
                2))
        .containsExactly("2024-02-23T00:00:00Z", "2024-03-29T00:00:00Z");
  }

  @Test
  void nothingHappensAfterTheEnd() {
    assertThat(
            schedule(
                    "{`frequency`:`Day`,`startTime`:`2024-03-01T00:00:00Z`,`endTime`:`2024-03-02T00:00:00Z`}")
                .next(Instant.parse("2024-03-02T00:00:00Z")))
        .isEmpty();
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertRefused("{`frequency`:`Fortnight`}", "Fortnight");
    assertRefused("{`frequency`:`Day`,`interval`:0}", "interval");
    assertRefused("{`frequency`:`Day`,`timeZone`:`Nowhere`}", "Nowhere");
    assertRefused("{`frequency`:`Hour`,`schedule`:{`minutes`:[1]}}", "Hour");
    assertRefused("{`frequency`:`Day`,`schedule`:{`hours`:[24]}}", "24");
    assertRefused("{`frequency`:`Week`,`schedule`:{`weekDays`:[`Someday`]}}", "Someday");
  }

  private static void assertRefused(String json, String reason) {
    assertThatThrownBy(() -> schedule(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void windowsFollowEachOtherWithoutGap() {
    SlidingWindows windows =
        new SlidingWindows(
            Recurrence.from(
                Json.parse(
                    "{\"frequency\":\"Hour\",\"interval\":1,\"startTime\":\"2024-03-06T00:00:00Z\"}")),
            SAVED,
            Duration.ofMinutes(10));
    assertThat(windows.window(1).start()).isEqualTo(windows.window(0).end());
    assertThat(windows.window(1).end()).isEqualTo("2024-03-06T02:00:00Z");
    assertThat(windows.window(1).dueAt()).isEqualTo("2024-03-06T02:10:00Z");
  }
}
