package io.trunkline.monitor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.monitor.backup.BackupWriter;
import io.trunkline.monitor.backup.Backups;
import io.trunkline.monitor.health.Health;
import io.trunkline.monitor.traces.SpanMetrics;
import io.trunkline.monitor.traces.TraceJson;
import io.trunkline.monitor.traces.TraceStore;
import io.trunkline.monitor.wire.Planes;
import io.trunkline.net.http.HttpPlane;
import io.trunkline.net.tracing.SpanSink;
import java.util.List;

/** The composed monitor of a node. It exists before the other rooms, which hand it their spans. */
public final class Monitor {
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Health health = new Health();
  private final TraceStore traces;
  private final SpanMetrics spanMetrics = new SpanMetrics(metrics);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  public Monitor(MonitorConfig config) {
    this.traces = new TraceStore(config);
    new JvmMemoryMetrics().bindTo(metrics);
    new JvmThreadMetrics().bindTo(metrics);
    new ProcessorMetrics().bindTo(metrics);
    garbageCollection.bindTo(metrics);
  }

  /** Returns where finished spans go. */
  public SpanSink spans() {
    return span -> {
      traces.finished(span);
      spanMetrics.finished(span);
    };
  }

  public PrometheusMeterRegistry metrics() {
    return metrics;
  }

  public Health health() {
    return health;
  }

  /**
   * Returns what this node alone keeps, as {@code {"value": [trace…]}}.
   *
   * @param query {@code id=} with a trace id, or {@code limit=} with how many of the last ones
   */
  public ObjectNode traces(String query) {
    return TraceJson.list(
        query.startsWith("id=")
            ? List.of(traces.trace(query.substring(3)))
            : traces.recent(Integer.parseInt(query.substring("limit=".length()))));
  }

  /**
   * Returns the plane.
   *
   * @param scope the subscription whose readers may see traces
   * @param peers what other nodes keep of traces
   */
  public HttpPlane plane(
      TokenVerifier tokens, Authorizer authorizer, String scope, PeerTraces peers) {
    return new Planes(tokens, authorizer, scope).monitor(health, metrics, this::traces, peers);
  }

  /** Returns the plane that takes backups; {@code scope} as for {@link #plane}. */
  public HttpPlane backupPlane(
      BackupWriter writer, TokenVerifier tokens, Authorizer authorizer, String scope) {
    return new Planes(tokens, authorizer, scope).backup(new Backups(writer));
  }
}
