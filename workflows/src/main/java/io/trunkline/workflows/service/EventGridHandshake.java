package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.TriggerType;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Proves to the event router that a trigger wants its events: triggers of the Event Grid connector,
 * and Request triggers of kind {@code EventGrid}, answer the validation themselves and start no run
 * for it (reference/workflows.md §6.3).
 */
final class EventGridHandshake {
  private static final String VALIDATION = "Microsoft.EventGrid.SubscriptionValidationEvent";

  private EventGridHandshake() {}

  /** Returns whether a trigger takes events. */
  static boolean expects(TriggerDefinition trigger) {
    return isConnector(trigger) || trigger.kind().equalsIgnoreCase("EventGrid");
  }

  /** Returns whether a trigger is that of the managed Event Grid connector. */
  static boolean isConnector(TriggerDefinition trigger) {
    if (trigger.type() != TriggerType.API_CONNECTION_WEBHOOK) {
      return false;
    }
    JsonNode inputs = trigger.inputs().source();
    String path = ObjectProperties.find(inputs, "path").map(JsonNode::asText).orElse("");
    return path.toLowerCase(Locale.ROOT).contains("eventsubscriptions");
  }

  /** Returns the answer to a handshake; empty when the call brings events. */
  static Optional<TriggerReply> answer(TriggerCall call) {
    if (call.method().equals("OPTIONS")) {
      String origin = call.headers().first("webhook-request-origin").orElse("*");
      return Optional.of(
          new TriggerReply.Handshake(
              Map.of("WebHook-Allowed-Origin", origin, "WebHook-Allowed-Rate", "*"),
              Optional.empty()));
    }
    boolean announced =
        call.headers()
            .first("aeg-event-type")
            .filter(type -> type.equalsIgnoreCase("SubscriptionValidation"))
            .isPresent();
    return code(call, announced)
        .map(
            code -> {
              ObjectNode body = Json.object().put("validationResponse", code);
              return new TriggerReply.Handshake(Map.of(), Optional.of(body));
            });
  }

  private static Optional<String> code(TriggerCall call, boolean announced) {
    if (!announced) {
      return Optional.empty();
    }
    try {
      JsonNode events = Json.parse(call.body());
      JsonNode event = events.isArray() ? events.path(0) : events;
      return event.path("eventType").asText().equals(VALIDATION)
          ? Optional.of(event.path("data").path("validationCode").asText())
          : Optional.empty();
    } catch (JsonException e) {
      throw new WorkflowException(
          400, "InvalidRequestContent", "The validation event is not valid JSON.");
    }
  }
}
