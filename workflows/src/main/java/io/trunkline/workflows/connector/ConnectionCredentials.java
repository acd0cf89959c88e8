package io.trunkline.workflows.connector;

import io.trunkline.net.tracing.TraceContext;
import java.util.Map;

/** Applies a connection's {@code authentication}, as an Http action applies its own (§4.2.2). */
public final class ConnectionCredentials implements RemoteCredentials {
  private final Authentication authentication;

  public ConnectionCredentials(Authentication authentication) {
    this.authentication = authentication;
  }

  @Override
  public Applied of(Connection connection, TraceContext trace) {
    Authentication.Applied applied =
        authentication.apply(connection.authentication(), connection.identity(), trace);
    return new Applied(
        applied.authorization().map(value -> Map.of("Authorization", value)).orElse(Map.of()),
        applied.queries());
  }
}
