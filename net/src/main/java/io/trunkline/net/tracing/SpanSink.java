package io.trunkline.net.tracing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Receives finished spans; must be fast and must not throw. */
@FunctionalInterface
public interface SpanSink {
  void finished(FinishedSpan span);

  /**
   * A span that has ended.
   *
   * @param parentSpanId the span it was done for, or null for the first of its trace
   * @param startedAt nanoseconds since the epoch
   * @param endedAt nanoseconds since the epoch
   * @param failure why it failed, or null
   */
  record FinishedSpan(
      TraceContext context,
      @Nullable String parentSpanId,
      String room,
      String name,
      long startedAt,
      long endedAt,
      Map<String, String> attributes,
      @Nullable String failure) {}
}
