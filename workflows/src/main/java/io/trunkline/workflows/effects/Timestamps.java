package io.trunkline.workflows.effects;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as histories show them: seven digits of a second, UTC (reference/workflows.md §7.3). */
public final class Timestamps {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Timestamps() {}

  /** Returns the text for milliseconds since the epoch. */
  public static String of(long millis) {
    return of(Instant.ofEpochMilli(millis));
  }

  public static String of(Instant instant) {
    return FORMAT.format(instant);
  }
}
