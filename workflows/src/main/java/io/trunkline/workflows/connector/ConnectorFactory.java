package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Makes connectors; found by {@link java.util.ServiceLoader} when a workflow first needs one. */
public interface ConnectorFactory {

  /** Returns the connectors, ready to be called. */
  List<Connector> create(ConnectorServices services);

  /**
   * Checks a file of {@link ConnectorServices#configuration()}.
   *
   * @param fileName without directories
   * @return what is wrong with it, an empty text for nothing; empty where it is not this factory's
   */
  default Optional<String> check(String fileName, JsonNode content) {
    return Optional.empty();
  }
}
