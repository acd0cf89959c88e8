package io.trunkline.workflows.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the world that a definition will live in.
 *
 * @param connectors what connectors there are
 * @param connections entries of {@code connections.json}, or values of {@code $connections}, by
 *     name; empty where they are not known
 * @param app the other files of its Standard app; empty where there is none
 */
record Surroundings(Catalogue connectors, Optional<JsonNode> connections, Optional<App> app) {

  /**
   * A Standard app.
   *
   * @param parameters names in {@code parameters.json}
   * @param workflows names of its workflows
   * @param artifacts paths below {@code Artifacts/}
   */
  record App(Set<String> parameters, Set<String> workflows, Set<String> artifacts) {
    App {
      parameters = Set.copyOf(parameters);
      workflows = Set.copyOf(workflows);
      artifacts = Set.copyOf(artifacts);
    }
  }

  static Surroundings unknown(Catalogue connectors) {
    return new Surroundings(connectors, Optional.empty(), Optional.empty());
  }

  JsonNode connectionsOrNone() {
    return connections.orElseGet(Json::object);
  }
}
