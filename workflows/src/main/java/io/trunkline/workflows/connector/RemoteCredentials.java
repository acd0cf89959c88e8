package io.trunkline.workflows.connector;

import io.trunkline.net.tracing.TraceContext;
import java.util.Map;

/** Finds what a connection adds to a call of a connector behind a runtime address. */
@FunctionalInterface
public interface RemoteCredentials {

  /**
   * Headers and query parameters, by name; secrets.
   *
   * @param headers header fields
   * @param queries query parameters, not encoded
   */
  record Applied(Map<String, String> headers, Map<String, String> queries) {}

  /**
   * Returns what to add; may block for a token.
   *
   * @throws ConnectorException 401 when there is no token to be had, 400 for a wrong connection
   */
  Applied of(Connection connection, TraceContext trace);
}
