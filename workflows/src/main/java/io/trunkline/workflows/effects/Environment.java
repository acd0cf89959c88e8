package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.tracing.Tracing;
import io.trunkline.workflows.definition.HostSettings;
import io.trunkline.workflows.state.RunRef;
import io.trunkline.workflows.state.StoredValue;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the engine takes from around it.
 *
 * @param appSettings what {@code appsetting()} answers
 * @param values keeps large values; null where every value stands in its record
 */
public record Environment(
    InstantSource clock,
    IdSource ids,
    Tracing tracing,
    Map<String, String> appSettings,
    WorkflowLimits limits,
    @Nullable LargeValues values) {
  public Environment {
    appSettings = Map.copyOf(appSettings);
  }

  /** An environment in which every value stands in its record. */
  public Environment(
      InstantSource clock,
      IdSource ids,
      Tracing tracing,
      Map<String, String> appSettings,
      WorkflowLimits limits) {
    this(clock, ids, tracing, appSettings, limits, null);
  }

  /** Returns the same with large values kept apart. */
  public Environment with(LargeValues largeValues) {
    return new Environment(clock, ids, tracing, appSettings, limits, largeValues);
  }

  /** Returns the same for runs that live in memory, with their limits. */
  Environment forStateless() {
    return new Environment(clock, ids, tracing, appSettings, limits.forStateless(), null);
  }

  /** Returns the same with the limits of a version's app. */
  Environment of(WorkflowVersion version) {
    HostSettings host = version.host();
    return host.isEmpty()
        ? this
        : new Environment(
            clock,
            ids,
            tracing,
            appSettings,
            limits.with(host.limits(version.record().stateless())),
            values);
  }

  /** Returns what stands in a record of a run for a value that may be large. */
  @Nullable JsonNode keep(RunRef ref, @Nullable JsonNode value) {
    return value == null || values == null ? value : values.keep(ref, value, ids.uuid().toString());
  }

  /** As {@link #keep}, of outputs whose body may be large. */
  public @Nullable JsonNode keepBody(RunRef ref, @Nullable JsonNode outputs) {
    return outputs == null || values == null
        ? outputs
        : values.keepBody(ref, outputs, ids.uuid().toString());
  }

  /** Takes back what {@link #keepBody} kept for a run that did not come to be. */
  public void drop(RunRef ref, @Nullable JsonNode outputs) {
    if (values != null && outputs != null && StoredValue.of(outputs.path("body")).isPresent()) {
      values.drop(ref);
    }
  }

  /** Returns the value that stands in a record of a run. */
  public @Nullable JsonNode load(RunRef ref, @Nullable JsonNode value) {
    return value == null || values == null ? value : values.load(ref, value);
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
