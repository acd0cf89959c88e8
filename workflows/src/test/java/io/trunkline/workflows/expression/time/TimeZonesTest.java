package io.trunkline.workflows.expression.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class TimeZonesTest {
  @Test
  void findsWindowsIdsInAnyLetterCase() {
    assertThat(TimeZones.find("w. europe STANDARD time")).contains(ZoneId.of("Europe/Berlin"));
    assertThat(TimeZones.find("UTC+13")).contains(ZoneId.of("Etc/GMT-13"));
    assertThat(TimeZones.find("Central Standard Time (Mexico)"))
        .contains(ZoneId.of("America/Mexico_City"));
  }

  @Test
  void acceptsIanaIdsToo() {
    assertThat(TimeZones.find("europe/paris")).contains(ZoneId.of("Europe/Paris"));
  }

  @Test
  void knowsNothingElse() {
    assertThat(TimeZones.find("Moon Standard Time")).isEmpty();
  }
}
