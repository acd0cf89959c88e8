package io.trunkline.workflows.effects;

import io.trunkline.net.tracing.TraceContext;
import io.trunkline.workflows.connector.Connection;
import io.trunkline.workflows.connector.RemoteConnector;
import io.trunkline.workflows.connector.RemoteCredentials;
import java.util.Map;

/** Applies a connection's {@code authentication}, as an Http action applies its own (§4.2.2). */
final class ConnectionCredentials implements RemoteCredentials {
  private final Authentication authentication;

  ConnectionCredentials(Authentication authentication) {
    this.authentication = authentication;
  }

  @Override
  public Applied of(Connection connection, TraceContext trace) {
    if (connection.api().isPresent()) {
      return RemoteConnector.customCredentials(connection);
    }
    Authentication.Applied applied =
        authentication.apply(connection.authentication(), connection.identity(), trace);
    return new Applied(
        applied.authorization().map(value -> Map.of("Authorization", value)).orElse(Map.of()),
        applied.queries());
  }
}
