package io.trunkline.monitor.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.monitor.PeerTraces;
import io.trunkline.monitor.backup.Backups;
import io.trunkline.monitor.health.Health;
import java.util.function.Function;

/**
 * Makes the monitor's planes.
 *
 * @param scope resource id at which callers need permissions
 */
public record Planes(TokenVerifier tokens, Authorizer authorizer, String scope) {
  /** Health, metrics and traces. */
  public MonitorPlane monitor(
      Health health,
      PrometheusMeterRegistry metrics,
      Function<String, ObjectNode> own,
      PeerTraces peers) {
    return new MonitorPlane(health, metrics, own, peers, callers());
  }

  /** Backups. */
  public BackupPlane backup(Backups backups) {
    return new BackupPlane(backups, callers());
  }

  private Callers callers() {
    return new Callers(tokens, authorizer, scope);
  }
}
