package io.trunkline.workflows.effects;

import io.trunkline.kernel.IdSource;
import io.trunkline.net.tracing.Tracing;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What the engine takes from around it.
 *
 * @param appSettings what {@code appsetting()} answers
 */
public record Environment(
    InstantSource clock,
    IdSource ids,
    Tracing tracing,
    Map<String, String> appSettings,
    WorkflowLimits limits) {
  public Environment {
    appSettings = Map.copyOf(appSettings);
  }

  Optional<String> appSetting(String name) {
    return appSettings.entrySet().stream()
        .filter(setting -> setting.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Returns a number in {@code [0, 1)}. */
  double fraction() {
    return (ByteBuffer.wrap(ids.bytes(Long.BYTES)).getLong() >>> 11) * 0x1.0p-53;
  }

  /** Returns a number in {@code [minimum, maximum)}. */
  long random(long minimum, long maximum) {
    return minimum + (long) Math.floor(fraction() * ((double) maximum - minimum));
  }

  long now() {
    return clock.millis();
  }
}
