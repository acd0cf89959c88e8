package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Where and as whom a connector works.
 *
 * @param name what messages call it: its resource id or its key in {@code connections.json}
 * @param connector last segment of the connector's id, lower-case
 * @param settings {@code parameterValues}; may hold secrets
 * @param authentication how to call {@code runtimeUrl}; holds secrets
 * @param runtimeUrl base address of a connector that runs elsewhere ({@code connectionRuntimeUrl})
 * @param api properties of the custom connector behind it ({@code Microsoft.Web/customApis})
 * @param identity resource whose managed identity it uses unless the settings say otherwise
 */
public record Connection(
    String name,
    String connector,
    Parameters settings,
    Optional<JsonNode> authentication,
    Optional<String> runtimeUrl,
    Optional<JsonNode> api,
    String identity) {

  /** Returns the refusal of a connection that lacks something. */
  public ConnectorException invalid(String problem) {
    return new ConnectorException(
        400, "InvalidApiConnection", "The connection '%s' %s.".formatted(name, problem));
  }

  /** Leaves the secrets out. */
  @Override
  public String toString() {
    return "Connection[name=" + name + ", connector=" + connector + "]";
  }
}
