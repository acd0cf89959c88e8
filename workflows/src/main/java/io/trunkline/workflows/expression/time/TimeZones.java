package io.trunkline.workflows.expression.time;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Time zones by Windows id, and also by IANA id (reference/workflows.md §2.8.3). */
public final class TimeZones {
  private static final String TABLE = "windows-time-zones.txt";
  private static final Map<String, ZoneId> BY_NAME = load();

  private TimeZones() {}

  /** Returns the zone with this id in any letter case. */
  public static Optional<ZoneId> find(String id) {
    return Optional.ofNullable(BY_NAME.get(id.strip().toLowerCase(Locale.ROOT)));
  }

  private static Map<String, ZoneId> load() {
    Map<String, ZoneId> zones = new HashMap<>();
    for (String id : ZoneId.getAvailableZoneIds()) {
      zones.put(id.toLowerCase(Locale.ROOT), ZoneId.of(id));
    }
    try (InputStream in = TimeZones.class.getResourceAsStream(TABLE);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line : reader.lines().collect(Collectors.toList())) {
        if (!line.startsWith("#") && !line.isBlank()) {
          String[] parts = line.split(" = ", 2);
          zones.put(parts[0].toLowerCase(Locale.ROOT), ZoneId.of(parts[1]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zones;
  }
}
