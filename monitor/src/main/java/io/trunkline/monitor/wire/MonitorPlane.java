package io.trunkline.monitor.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trunkline.identity.AccessDeniedException;
import io.trunkline.identity.Audiences;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.Caller;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.identity.Permission;
import io.trunkline.identity.TokenVerifier;
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
  private final TokenVerifier tokens;
  private final Authorizer authorizer;
  private final String scope;

  /**
   * @param scope resource id at which a reader of traces needs {@code
   *     Microsoft.Insights/traces/read}
   */
  public MonitorPlane(
      Health health,
      PrometheusMeterRegistry metrics,
      TraceStore traces,
      TokenVerifier tokens,
      Authorizer authorizer,
      String scope) {
    this.health = health;
    this.metrics = metrics;
    this.traces = traces;
    this.tokens = tokens;
    this.authorizer = authorizer;
    this.scope = scope;
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
      return error(405, "MethodNotAllowed", "Only GET and HEAD are answered here.");
    }
    return switch (String.join("/", call.segments())) {
      case "health/live" -> state(200);
      case "health", "health/ready" -> state(health.state() == Health.State.READY ? 200 : 503);
      case "metrics" ->
          HttpReply.text(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
      default ->
          call.head().under(TRACES)
              ? traces(call)
              : error(404, "NotFound", "There is nothing at this address.");
    };
  }

  private HttpReply state(int status) {
    return HttpReply.json(status, Json.object().put("status", health.state().name()));
  }

  private HttpReply traces(HttpCall call) {
    try {
      String token =
          call.bearerToken()
              .orElseThrow(
                  () ->
                      new InvalidCredentialException(
                          Reason.MISSING, "The request carries no token."));
      Caller caller = tokens.verify(token, Audiences.RESOURCE_MANAGER);
      authorizer.require(caller, Permission.management("Microsoft.Insights/traces/read", scope));
    } catch (InvalidCredentialException e) {
      return error(401, "Unauthorized", e.getMessage());
    } catch (AccessDeniedException e) {
      return error(403, "AuthorizationFailed", e.getMessage());
    }
    List<String> path = call.segments();
    if (path.size() == 3) {
      return HttpReply.json(200, json(traces.trace(path.get(2))));
    }
    int most;
    try {
      most = call.parameter("limit").map(Integer::parseInt).orElse(DEFAULT_LIST);
    } catch (NumberFormatException e) {
      return error(400, "InvalidParameter", "The parameter 'limit' must be a number.");
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

  private static HttpReply error(int status, String code, String message) {
    ObjectNode body = Json.object();
    body.putObject("error").put("code", code).put("message", message);
    return HttpReply.json(status, body);
  }
}
