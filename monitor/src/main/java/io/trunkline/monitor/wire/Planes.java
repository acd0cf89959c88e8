package io.trunkline.monitor.wire;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.monitor.backup.Backups;
import io.trunkline.monitor.health.Health;
import io.trunkline.monitor.traces.TraceStore;

/**
 * Makes the monitor's planes.
 *
 * @param scope resource id at which callers need permissions
 */
public record Planes(TokenVerifier tokens, Authorizer authorizer, String scope) {
  /** Health, metrics and traces. */
  public MonitorPlane monitor(Health health, PrometheusMeterRegistry metrics, TraceStore traces) {
    return new MonitorPlane(health, metrics, traces, callers());
  }

  /** Backups. */
  public BackupPlane backup(Backups backups) {
    return new BackupPlane(backups, callers());
  }

  private Callers callers() {
    return new Callers(tokens, authorizer, scope);
  }
}
