package io.trunkline.monitor.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trunkline.monitor.health.Health;
import io.trunkline.monitor.traces.TraceStore;
import io.trunkline.monitor.traces.TraceStore.StoredTrace;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import io.trunkline.net.tracing.SpanSink.FinishedSpan;
import java.util.List;
import java.util.Optional;

/**
 * What a node tells about itself. Health and metrics are open, as probes and scrapers expect;
 * traces name resources and need a token of a principal that may read the subscription.
 */
public final class MonitorPlane extends CallPlane {
  private static final String TRACES = "/trunkline/traces";
  private static final int DEFAULT_LIST = 50;

  private final Health health;
  private final PrometheusMeterRegistry metrics;
  private final TraceStore traces;
  private final Callers callers;

  /**
   * @param callers of whom a reader of traces needs {@code Microsoft.Insights/traces/read}
   */
  public MonitorPlane(
      Health health, PrometheusMeterRegistry metrics, TraceStore traces, Callers callers) {
    this.health = health;
    this.metrics = metrics;
    this.traces = traces;
    this.callers = callers;
  }

  @Override
  public String name() {
    return "monitor";
  }

  @Override
  public boolean claims(RequestHead head) {
    return head.under("/health") || head.under("/metrics") || head.under(TRACES);
  }

  @Override
  public int maxBodyBytes() {
    return 0;
  }

  @Override
  public HttpReply answer(HttpCall call) {
    if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
      return Callers.error(405, "MethodNotAllowed", "Only GET and HEAD are answered here.");
    }
    return switch (String.join("/", call.segments())) {
      case "health/live" -> state(200);
      case "health", "health/ready" -> state(health.state() == Health.State.READY ? 200 : 503);
      case "metrics" ->
          HttpReply.text(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
      default ->
          call.head().under(TRACES)
              ? traces(call)
              : Callers.error(404, "NotFound", "There is nothing at this address.");
    };
  }

  private HttpReply state(int status) {
    return HttpReply.json(status, Json.object().put("status", health.state().name()));
  }

  private HttpReply traces(HttpCall call) {
    Optional<HttpReply> refusal = callers.refusal(call, "Microsoft.Insights/traces/read");
    if (refusal.isPresent()) {
      return refusal.get();
    }
    List<String> path = call.segments();
    if (path.size() == 3) {
      return HttpReply.json(200, json(traces.trace(path.get(2))));
    }
    int most;
    try {
      most = call.parameter("limit").map(Integer::parseInt).orElse(DEFAULT_LIST);
    } catch (NumberFormatException e) {
      return Callers.error(400, "InvalidParameter", "The parameter 'limit' must be a number.");
    }
    ArrayNode list = Json.array();
    traces.recent(Math.max(0, most)).forEach(trace -> list.add(json(trace)));
    return HttpReply.json(200, Json.object().set("value", list));
  }

  private static ObjectNode json(StoredTrace trace) {
    ObjectNode node = Json.object().put("traceId", trace.traceId());
    ArrayNode spans = node.putArray("spans");
    for (FinishedSpan span : trace.spans()) {
      ObjectNode one = spans.addObject();
      one.put("spanId", span.context().spanId());
      one.put("parentSpanId", span.parentSpanId());
      one.put("room", span.room());
      one.put("name", span.name());
      one.put("startedAt", span.startedAt());
      one.put("durationNanos", span.endedAt() - span.startedAt());
      one.put("failure", span.failure());
      span.attributes().forEach(one.withObjectProperty("attributes")::put);
    }
    return node.put("left", trace.left());
  }
}
