package io.trunkline.kernel.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.kernel.memory.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Alarms and clocks that do not run evenly. */
class AlarmsTest {
  private final ManualClock clock = new ManualClock();
  private final Alarms alarms = new Alarms(clock);
  private final List<String> ran = new ArrayList<>();

  private void advance(Duration step) {
    clock.set(clock.instant().plus(step));
    while (alarms.runNext(clock.millis())) {
      // what is due runs
    }
  }

  @Test
  void alarmsRunInTheOrderOfTheirTimes() {
    alarms.after(20, () -> ran.add("second"));
    alarms.at(clock.millis() + 10, () -> ran.add("first"));
    Alarms.Alarm cancelled = alarms.after(15, () -> ran.add("cancelled"));
    alarms.cancel(cancelled);
    assertThat(alarms.millisToNext(clock.millis())).isEqualTo(10);
    advance(Duration.ofMillis(20));
    assertThat(ran).containsExactly("first", "second");
    assertThat(alarms.millisToNext(clock.millis())).isEqualTo(Alarms.LONGEST_WAIT);
  }

  @Test
  void aClockThatIsSetBackProlongsNoWait() {
    alarms.after(100, () -> ran.add("wait"));
    Alarms.Alarm cancelled = alarms.after(100, () -> ran.add("cancelled"));
    alarms.at(clock.millis() + 100, () -> ran.add("time of day"));
    advance(Duration.ofHours(-1));
    alarms.cancel(cancelled);
    advance(Duration.ofMillis(100));
    assertThat(ran).containsExactly("wait");
    advance(Duration.ofHours(1));
    assertThat(ran).containsExactly("wait", "time of day");
  }
}
