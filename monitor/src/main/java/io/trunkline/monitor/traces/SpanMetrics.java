package io.trunkline.monitor.traces;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.trunkline.net.tracing.SpanSink;
import java.time.Duration;

/** Counts and times what the rooms do: one timer for each room, operation and outcome. */
public final class SpanMetrics implements SpanSink {
  private final MeterRegistry registry;

  public SpanMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void finished(FinishedSpan span) {
    Timer.builder("trunkline.operation")
        .description("What the rooms of the node do, and how long it takes")
        .tag("room", span.room())
        .tag("operation", span.name())
        .tag("outcome", span.failure() == null ? "ok" : "failed")
        .register(registry)
        .record(Duration.ofNanos(span.endedAt() - span.startedAt()));
  }
}
