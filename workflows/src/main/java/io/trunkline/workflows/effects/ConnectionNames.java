package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Optional;

/** Finds which connection evaluated inputs mean (reference/workflows.md §3.8, §3.9). */
final class ConnectionNames {
  private ConnectionNames() {}

  /** Returns {@code host.connection.name} (a resource id) or {@code .referenceName} (a key). */
  static String managed(JsonNode inputs) {
    return ObjectProperties.find(inputs, "host")
        .flatMap(host -> ObjectProperties.find(host, "connection"))
        .flatMap(connection -> text(connection, "name").or(() -> text(connection, "referenceName")))
        .orElseThrow(() -> missing("host.connection.name"));
  }

  /** Returns {@code serviceProviderConfiguration.connectionName}, a key of {@code $connections}. */
  static String builtIn(JsonNode inputs) {
    return ObjectProperties.find(inputs, "serviceProviderConfiguration")
        .flatMap(configuration -> text(configuration, "connectionName"))
        .orElseThrow(() -> missing("serviceProviderConfiguration.connectionName"));
  }

  private static Optional<String> text(JsonNode object, String name) {
    return ObjectProperties.find(object, name).map(JsonNode::asText);
  }

  private static ConnectorException missing(String property) {
    return new ConnectorException(
        400, "InvalidApiConnection", "The inputs have no '%s'.".formatted(property));
  }
}
