package io.trunkline.monitor.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trunkline.monitor.PeerTraces;
import io.trunkline.monitor.health.Health;
import io.trunkline.monitor.traces.TraceJson;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.CallPlane;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a node tells about itself. Health and metrics are open, as probes and scrapers expect;
 * traces name resources and need a token of a principal that may read the subscription.
 */
public final class MonitorPlane extends CallPlane {
  private static final String TRACES = "/trunkline/traces";
  private static final int DEFAULT_LIST = 50;

  private final Health health;
  private final PrometheusMeterRegistry metrics;
  private final Function<String, ObjectNode> own;
  private final PeerTraces peers;
  private final Callers callers;

  /**
   * @param own the traces that this node keeps, by query
   * @param peers those of the other nodes
   * @param callers of whom a reader of traces needs {@code Microsoft.Insights/traces/read}
   */
  public MonitorPlane(
      Health health,
      PrometheusMeterRegistry metrics,
      Function<String, ObjectNode> own,
      PeerTraces peers,
      Callers callers) {
    this.health = health;
    this.metrics = metrics;
    this.own = own;
    this.peers = peers;
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
      case "health/live" -> HttpReply.json(200, status(health.state().name()));
      case "health", "health/ready" -> readiness();
      case "metrics" ->
          HttpReply.text(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
      default ->
          call.head().under(TRACES)
              ? traces(call)
              : Callers.error(404, "NotFound", "There is nothing at this address.");
    };
  }

  private HttpReply readiness() {
    Map<String, String> troubles = health.troubles();
    boolean started = health.state() == Health.State.READY;
    ObjectNode body = status(started && !troubles.isEmpty() ? "UNREADY" : health.state().name());
    if (!troubles.isEmpty()) {
      troubles.forEach(body.putObject("troubles")::put);
    }
    return HttpReply.json(started && troubles.isEmpty() ? 200 : 503, body);
  }

  private static ObjectNode status(String status) {
    return Json.object().put("status", status);
  }

  private HttpReply traces(HttpCall call) {
    Optional<HttpReply> refusal = callers.refusal(call, "Microsoft.Insights/traces/read");
    if (refusal.isPresent()) {
      return refusal.get();
    }
    List<String> path = call.segments();
    if (path.size() == 3) {
      return HttpReply.json(200, merged("id=" + path.get(2)).getFirst());
    }
    int most;
    try {
      most = call.parameter("limit").map(Integer::parseInt).orElse(DEFAULT_LIST);
    } catch (NumberFormatException e) {
      return Callers.error(400, "InvalidParameter", "The parameter 'limit' must be a number.");
    }
    ArrayNode list = Json.array();
    merged("limit=" + Math.max(0, most)).stream().limit(Math.max(0, most)).forEach(list::add);
    return HttpReply.json(200, Json.object().set("value", list));
  }

  private List<ObjectNode> merged(String query) {
    List<JsonNode> lists = new ArrayList<>(peers.ask(query));
    lists.addFirst(own.apply(query));
    return TraceJson.merge(lists);
  }
}
