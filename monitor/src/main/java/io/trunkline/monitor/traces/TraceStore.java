package io.trunkline.monitor.traces;

import io.trunkline.monitor.MonitorConfig;
import io.trunkline.net.tracing.SpanSink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps the most recent traces in memory. Thread-safe. */
public final class TraceStore implements SpanSink {
  private final MonitorConfig config;
  private final Map<String, Entry> traces = new LinkedHashMap<>();

  private static final class Entry {
    final List<FinishedSpan> spans = new ArrayList<>();
    int left;
  }

  /**
   * A trace.
   *
   * @param spans its spans in the order in which they started
   * @param left how many more spans there were than are kept
   */
  public record StoredTrace(String traceId, List<FinishedSpan> spans, int left) {}

  public TraceStore(MonitorConfig config) {
    this.config = config;
  }

  @Override
  public synchronized void finished(FinishedSpan span) {
    Entry entry = traces.computeIfAbsent(span.context().traceId(), id -> new Entry());
    if (entry.spans.size() < config.maxSpansPerTrace()) {
      entry.spans.add(span);
    } else {
      entry.left++;
    }
    if (traces.size() > config.maxTraces()) {
      traces.remove(traces.keySet().iterator().next());
    }
  }

  /** Returns the trace of that id, without spans where it is not known. */
  public synchronized StoredTrace trace(String traceId) {
    Entry entry = traces.get(traceId);
    return entry == null ? new StoredTrace(traceId, List.of(), 0) : stored(traceId, entry);
  }

  /** Returns up to {@code most} traces, the one that began last first. */
  public synchronized List<StoredTrace> recent(int most) {
    List<StoredTrace> all = new ArrayList<>();
    traces.forEach((id, entry) -> all.add(stored(id, entry)));
    return all.reversed().stream().limit(Math.min(most, config.maxListedTraces())).toList();
  }

  private static StoredTrace stored(String traceId, Entry entry) {
    List<FinishedSpan> spans = new ArrayList<>(entry.spans);
    spans.sort(Comparator.comparingLong(FinishedSpan::startedAt));
    return new StoredTrace(traceId, List.copyOf(spans), entry.left);
  }
}
