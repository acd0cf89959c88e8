package io.trunkline.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.monitor.traces.TraceStore;
import io.trunkline.net.tracing.SpanSink.FinishedSpan;
import io.trunkline.net.tracing.TraceContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceStoreTest {
  private final TraceStore store = new TraceStore(new MonitorConfig(2, 3, 10));

  @Test
  void defaultsAreWhatTheDocumentationSays() {
    assertThat(MonitorConfig.defaults()).isEqualTo(new MonitorConfig(5_000, 500, 500));
  }

  @Test
  void gathersTheSpansOfATraceInTheOrderOfTheirStart() {
    store.finished(span(1, 20));
    store.finished(span(1, 10));

    assertThat(store.trace(traceId(1)).spans())
        .extracting(FinishedSpan::startedAt)
        .containsExactly(10L, 20L);
  }

  @Test
  void forgetsTheOldestTraceAndCountsSpansThatItDoesNotKeep() {
    for (int i = 0; i < 5; i++) {
      store.finished(span(1, i));
    }
    assertThat(store.trace(traceId(1)).spans()).hasSize(3);
    assertThat(store.trace(traceId(1)).left()).isEqualTo(2);

    store.finished(span(2, 0));
    store.finished(span(3, 0));

    assertThat(store.trace(traceId(1)).spans()).isEmpty();
    assertThat(store.recent(10))
        .extracting(TraceStore.StoredTrace::traceId)
        .containsExactly(traceId(3), traceId(2));
  }

  private static FinishedSpan span(int trace, long start) {
    TraceContext context = new TraceContext(traceId(trace), "%016x".formatted(start + 1), true);
    return new FinishedSpan(context, null, "broker", "send", start, start + 5, Map.of(), null);
  }

  private static String traceId(int number) {
    return "%032x".formatted(number);
  }
}
