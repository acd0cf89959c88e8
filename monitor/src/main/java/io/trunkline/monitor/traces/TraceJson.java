package io.trunkline.monitor.traces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.monitor.traces.TraceStore.StoredTrace;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.SpanSink.FinishedSpan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Traces as JSON, put together of what several nodes have of them. */
public final class TraceJson {
  private static final String SPANS = "spans";
  private static final String STARTED = "startedAt";

  private TraceJson() {}

  /** Returns {@code {"value": [trace…]}}. */
  public static ObjectNode list(Collection<StoredTrace> traces) {
    ArrayNode list = Json.array();
    traces.forEach(trace -> list.add(json(trace)));
    return Json.object().set("value", list);
  }

  private static ObjectNode json(StoredTrace trace) {
    ObjectNode node = Json.object().put("traceId", trace.traceId());
    ArrayNode spans = node.putArray(SPANS);
    for (FinishedSpan span : trace.spans()) {
      ObjectNode one = spans.addObject();
      one.put("spanId", span.context().spanId());
      one.put("parentSpanId", span.parentSpanId());
      one.put("room", span.room());
      one.put("name", span.name());
      one.put(STARTED, span.startedAt());
      one.put("durationNanos", span.endedAt() - span.startedAt());
      one.put("failure", span.failure());
      span.attributes().forEach(one.withObjectProperty("attributes")::put);
    }
    return node.put("left", trace.left());
  }

  /** Returns the traces of several such lists, each trace once, the one that began last first. */
  public static List<ObjectNode> merge(Collection<JsonNode> lists) {
    Map<String, ObjectNode> merged = new LinkedHashMap<>();
    for (JsonNode list : lists) {
      for (JsonNode trace : list.path("value")) {
        merged.merge(trace.path("traceId").asText(), (ObjectNode) trace, TraceJson::merge);
      }
    }
    List<ObjectNode> traces = new ArrayList<>(merged.values());
    if (lists.size() > 1) {
      traces.sort(Comparator.comparingLong(TraceJson::startedAt).reversed());
    }
    return traces;
  }

  private static long startedAt(ObjectNode trace) {
    return trace.path(SPANS).path(0).path(STARTED).asLong();
  }

  private static ObjectNode merge(ObjectNode one, ObjectNode other) {
    List<JsonNode> spans = new ArrayList<>();
    one.path(SPANS).forEach(spans::add);
    other.path(SPANS).forEach(spans::add);
    spans.sort(Comparator.comparingLong(span -> span.path(STARTED).asLong()));
    ObjectNode both = one.deepCopy();
    both.putArray(SPANS).addAll(spans);
    return both.put("left", one.path("left").asInt() + other.path("left").asInt());
  }
}
