package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import java.util.Optional;

/**
 * Stands in a record for a value that is too large for it: the value is kept beside the run, in
 * pieces, and goes when the run goes.
 *
 * @param id of the value within its run
 * @param pieces how many there are
 * @param size of the value as JSON text, in bytes
 */
public record StoredValue(String id, int pieces, long size) {
  private static final String MARK = "$trunkline-stored-value";

  /** Returns what stands in the record. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.putObject(MARK).put("id", id).put("pieces", pieces).put("size", size);
    return json;
  }

  /** Returns the stored value that {@code value} stands for, if it stands for one. */
  public static Optional<StoredValue> of(JsonNode value) {
    if (!value.isObject() || value.size() != 1 || !value.path(MARK).isObject()) {
      return Optional.empty();
    }
    JsonNode mark = value.path(MARK);
    return Optional.of(
        new StoredValue(
            mark.path("id").asText(), mark.path("pieces").asInt(), mark.path("size").asLong()));
  }
}
