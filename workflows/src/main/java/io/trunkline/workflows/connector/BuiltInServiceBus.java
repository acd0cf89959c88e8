package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.workflows.connector.ServiceBusOperation.Dialect;
import io.trunkline.workflows.connector.ServiceBusPort.Settlement;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The built-in Service Bus provider: its operations by id (reference/workflows.md §6.2). */
public final class BuiltInServiceBus {
  private static final int DEFAULT_MESSAGES = 1;
  private static final int MAX_MESSAGES = 5_000;

  private BuiltInServiceBus() {}

  /**
   * Reads evaluated inputs {@code {parameters, serviceProviderConfiguration}}.
   *
   * @throws ConnectorException 400 or 404 saying what is wrong
   */
  public static ServiceBusOperation parse(JsonNode inputs) {
    JsonNode parameters =
        ObjectProperties.find(inputs, "parameters").orElse(MissingNode.getInstance());
    String operation =
        ObjectProperties.find(inputs, "serviceProviderConfiguration")
            .flatMap(value -> ObjectProperties.find(value, "operationId"))
            .map(JsonNode::asText)
            .orElse("");
    return switch (operation.toLowerCase(Locale.ROOT)) {
      case "sendmessage" ->
          new ServiceBusOperation.Send(
              required(parameters, "entityName"),
              List.of(MessageJson.read(value(parameters, "message"), Dialect.BUILT_IN)));
      case "sendmessages" ->
          new ServiceBusOperation.Send(required(parameters, "entityName"), messages(parameters));
      case "receivequeuemessages", "receivetopicmessages" ->
          receive(parameters, "maxMessageBatchSize", true);
      case "peeklockqueuemessages",
          "peeklocktopicmessages",
          "peeklockqueuemessagesv2",
          "peeklocktopicmessagesv2" ->
          receive(parameters, "maxMessageBatchSize", false);
      case "getmessagesfromqueuev2", "getmessagesfromtopicv2" ->
          receive(parameters, "maxMessages", false);
      case "completequeuemessagev2", "completetopicmessagev2" ->
          settle(parameters, new Settlement.Complete());
      case "abandonqueuemessagev2", "abandontopicmessagev2" ->
          settle(parameters, new Settlement.Abandon());
      case "deferqueuemessagev2", "defertopicmessagev2" ->
          settle(parameters, new Settlement.Defer());
      case "deadletterqueuemessagev2", "deadlettertopicmessagev2" ->
          settle(
              parameters,
              new Settlement.DeadLetter(
                  text(parameters, "deadLetterReason"),
                  text(parameters, "deadLetterErrorDescription")));
      case "renewlockqueuemessagev2", "renewlocktopicmessagev2" ->
          new ServiceBusOperation.RenewLock(source(parameters), required(parameters, "lockToken"));
      case "getdeferredmessagefromqueuev2", "getdeferredmessagefromtopicv2" ->
          new ServiceBusOperation.ReceiveDeferred(
              source(parameters), number(parameters, "sequenceNumber", 0), Dialect.BUILT_IN);
      default ->
          throw new ConnectorException(
              404,
              "NotFound",
              "The Service Bus provider has no operation '%s', or it is not supported."
                  .formatted(operation));
    };
  }

  private static ServiceBusOperation receive(
      JsonNode parameters, String countName, boolean autoComplete) {
    if (text(parameters, "isSessionsEnabled").filter(Boolean::parseBoolean).isPresent()) {
      throw new ConnectorException(
          501,
          "NotImplemented",
          "Receiving from sessions ('isSessionsEnabled') through a workflow is not supported.");
    }
    long count = number(parameters, countName, DEFAULT_MESSAGES);
    return new ServiceBusOperation.Receive(
        source(parameters),
        Math.clamp(count, 1, MAX_MESSAGES),
        false,
        autoComplete,
        Dialect.BUILT_IN);
  }

  private static ServiceBusOperation settle(JsonNode parameters, Settlement settlement) {
    return new ServiceBusOperation.Settle(
        source(parameters), required(parameters, "lockToken"), settlement);
  }

  private static String source(JsonNode parameters) {
    return text(parameters, "queueName")
        .orElseGet(
            () ->
                required(parameters, "topicName")
                    + "/Subscriptions/"
                    + required(parameters, "subscriptionName"));
  }

  private static List<ServiceBusPort.OutgoingMessage> messages(JsonNode parameters) {
    JsonNode array = value(parameters, "messages");
    if (!array.isArray()) {
      throw new ConnectorException(400, "BadRequest", "The parameter 'messages' must be an array.");
    }
    List<ServiceBusPort.OutgoingMessage> messages = new ArrayList<>();
    array.forEach(one -> messages.add(MessageJson.read(one, Dialect.BUILT_IN)));
    return messages;
  }

  private static JsonNode value(JsonNode parameters, String name) {
    return ObjectProperties.find(parameters, name)
        .orElseThrow(
            () ->
                new ConnectorException(
                    400, "BadRequest", "The parameter '%s' is missing.".formatted(name)));
  }

  private static String required(JsonNode parameters, String name) {
    return value(parameters, name).asText();
  }

  private static Optional<String> text(JsonNode parameters, String name) {
    return parameters.isObject()
        ? ObjectProperties.find(parameters, name)
            .filter(value -> !value.isNull())
            .map(JsonNode::asText)
        : Optional.empty();
  }

  private static long number(JsonNode parameters, String name, long otherwise) {
    try {
      return text(parameters, name).map(Long::parseLong).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw new ConnectorException(
          400, "BadRequest", "The parameter '%s' must be a number.".formatted(name));
    }
  }
}
