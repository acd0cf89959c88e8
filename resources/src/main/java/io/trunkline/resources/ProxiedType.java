package io.trunkline.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.http.Fields;
import java.util.Set;

/**
 * A type whose resources are not in the tree but in the owning room, for example the runs of a
 * workflow: readable through ARM REST, not deployable. Methods run on virtual threads and may
 * block; they throw {@link ResourceException} for what the client is to see.
 */
public interface ProxiedType {
  /** Returns the full type, for example {@code Microsoft.Logic/workflows/runs}. */
  String name();

  Set<String> apiVersions();

  /** Returns one resource with its envelope. */
  JsonNode get(ResourceId id, Fields parameters);

  /** Returns {@code {"value": […], "nextLink"?: …}}. */
  JsonNode list(ResourceId parent, Fields parameters);

  /** Carries out a POST action; a missing node answers without a body. */
  default JsonNode action(ResourceId id, String action, JsonNode body) {
    throw ResourceException.badRequest(
        "InvalidResourceAction", "'" + action + "' is not an action of " + name() + ".");
  }

  /** Returns the HTTP status of an action that was carried out. */
  default int actionStatus(String action) {
    return 200;
  }

  /** Deletes one resource. */
  default void delete(ResourceId id) {
    throw new ResourceException(
        405, "MethodNotAllowed", "Resources of type " + name() + " cannot be deleted.");
  }
}
