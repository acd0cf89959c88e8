package io.trunkline.net.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.net.tracing.SpanSink.FinishedSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanRecorderTest {
  private final List<FinishedSpan> spans = new ArrayList<>();
  private final Random random = new Random(1);
  private Instant now = Instant.ofEpochSecond(1, 5);
  private final SpanRecorder recorder = new SpanRecorder(spans::add, () -> now, () -> random);

  @Test
  void childrenShareTheTraceAndKnowTheirParent() {
    Trace parent = recorder.start("gateway", "POST", null);
    Trace child = recorder.start("workflows", "run", parent.context());
    now = now.plusMillis(2);
    child.attribute("a", "b").failed("why").close();
    child.close();
    parent.close();
    assertThat(spans).hasSize(2);
    FinishedSpan first = spans.getFirst();
    assertThat(first.context().traceId()).isEqualTo(parent.context().traceId());
    assertThat(first.parentSpanId()).isEqualTo(parent.context().spanId());
    assertThat(first.startedAt()).isEqualTo(1_000_000_005L);
    assertThat(first.endedAt() - first.startedAt()).isEqualTo(2_000_000L);
    assertThat(first.attributes()).containsEntry("a", "b");
    assertThat(first.failure()).isEqualTo("why");
    assertThat(spans.getLast().parentSpanId()).isNull();
  }

  @Test
  void contextsAreValidAndKeepTheSampledFlag() {
    TraceContext unsampled = new TraceContext("0".repeat(31) + "1", "0".repeat(15) + "1", false);
    Trace trace = recorder.start("broker", "send", unsampled);
    assertThat(TraceContext.parse(trace.context().traceparent())).contains(trace.context());
    assertThat(trace.context().sampled()).isFalse();
    trace.close();
    assertThat(spans).hasSize(1);
  }

  @Test
  void attributesAreLimitedInNumberAndLength() {
    Trace trace = recorder.start("broker", "send", null);
    for (int i = 0; i < 100; i++) {
      trace.attribute("a" + i, "x".repeat(5_000));
    }
    trace.close();
    assertThat(spans.getFirst().attributes()).hasSize(SpanRecorder.MAX_ATTRIBUTES);
    assertThat(spans.getFirst().attributes().get("a0")).hasSize(SpanRecorder.MAX_TEXT);
  }
}
