package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a trigger's poll found.
 *
 * @param outputs the trigger's outputs, {@code {body, …}}; null for nothing new
 * @param state what the next poll is to know; kept with the runs, in one commit
 * @param settlement given to {@link Connector#settle} after that commit, or null
 * @param more whether to poll again at once instead of when the recurrence says
 */
public record Poll(
    @Nullable ObjectNode outputs,
    @Nullable JsonNode state,
    @Nullable ObjectNode settlement,
    boolean more) {

  /** Nothing new. */
  public static Poll nothing(@Nullable JsonNode state) {
    return new Poll(null, state, null, false);
  }

  /** Something new, with outputs {@code {body}}. */
  public static Poll found(JsonNode body, @Nullable JsonNode state, boolean more) {
    ObjectNode outputs = Json.object();
    outputs.set("body", body);
    return new Poll(outputs, state, null, more);
  }
}
