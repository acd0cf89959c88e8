package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.Status;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came of a call that an action made. */
public sealed interface CallResult {

  /** What came of a call to somebody else: an answer or none. */
  sealed interface Remote extends CallResult {}

  /**
   * An answer, of any status.
   *
   * @param headers names and texts, or null where the connector has none
   * @param body a value or content envelope, or null for none
   */
  record Answer(int statusCode, @Nullable ObjectNode headers, @Nullable JsonNode body)
      implements Remote {

    /** Returns a header's value. */
    public Optional<String> header(String name) {
      if (headers == null) {
        return Optional.empty();
      }
      return headers.properties().stream()
          .filter(field -> field.getKey().equalsIgnoreCase(name))
          .map(field -> field.getValue().asText())
          .findFirst();
    }

    /** Returns {@code {statusCode, headers?, body?}}. */
    public ObjectNode outputs() {
      ObjectNode outputs = Json.object().put("statusCode", statusCode);
      if (headers != null) {
        outputs.set("headers", headers);
      }
      if (body != null) {
        outputs.set("body", body);
      }
      return outputs;
    }
  }

  /**
   * There was no answer.
   *
   * @param code an identifier of reference/workflows.md Annex A
   * @param mayRetry whether trying again can help
   */
  record NoAnswer(String code, String message, boolean mayRetry) implements Remote {}

  /**
   * The action ends like this: it computed something, or a stand-in of a test says so.
   *
   * @param error {@code {code, message}}, or null
   */
  record Decided(Status status, String code, @Nullable JsonNode error, @Nullable JsonNode outputs)
      implements CallResult {}

  /** Returns the answer {@code {"error": {code, message}}} for a refusal. */
  static Answer refusal(ConnectorException problem) {
    ObjectNode body = Json.object();
    body.putObject("error").put("code", problem.code()).put("message", problem.getMessage());
    return new Answer(problem.statusCode(), null, body);
  }
}
