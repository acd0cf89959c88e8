package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.connector.ServiceBusOperation.Dialect;
import io.trunkline.workflows.connector.ServiceBusPort.SessionChoice;
import io.trunkline.workflows.connector.ServiceBusPort.SessionMessage;
import io.trunkline.workflows.connector.ServiceBusPort.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The built-in Service Bus provider: its operations by id (reference/workflows.md §6.2). */
public final class BuiltInServiceBus {
  private static final int DEFAULT_MESSAGES = 1;
  private static final int MAX_MESSAGES = 5_000;

  private BuiltInServiceBus() {}

  /**
   * Reads an operation.
   *
   * @throws ConnectorException 400 or 404 saying what is wrong
   */
  public static ServiceBusOperation parse(Operation.BuiltIn operation) {
    Parameters parameters = operation.parameters();
    return switch (operation.key()) {
      case "sendmessage" ->
          new ServiceBusOperation.Send(
              parameters.requiredText("entityName"),
              List.of(MessageJson.read(parameters.required("message"), Dialect.BUILT_IN)));
      case "sendmessages" ->
          new ServiceBusOperation.Send(
              parameters.requiredText("entityName"), messages(parameters.required("messages")));
      case "receivequeuemessages", "receivetopicmessages" ->
          receive(parameters, "maxMessageBatchSize", true, false, enabled(parameters));
      case "peeklockqueuemessages",
          "peeklocktopicmessages",
          "peeklockqueuemessagesv2",
          "peeklocktopicmessagesv2" ->
          receive(parameters, "maxMessageBatchSize", false, false, enabled(parameters));
      case "getmessagesfromqueuev2", "getmessagesfromtopicv2" ->
          receive(parameters, "maxMessages", false, false, Optional.empty());
      case "onnewmessagesfromqueuesession", "onnewmessagesfromtopicsession" ->
          receive(parameters, "maxMessages", false, false, Optional.of(named(parameters, true)));
      case "onsinglenewmessagefromqueuesession", "onsinglenewmessagefromtopicsession" ->
          receive(parameters, "maxMessages", false, true, Optional.of(named(parameters, true)));
      case "getmessagesfromqueuesession", "getmessagesfromtopicsession" ->
          receive(
              parameters,
              "maxMessages",
              false,
              false,
              Optional.of(named(parameters, parameters.flag("acquireNewSession", true))));
      case "completequeuemessagev2", "completetopicmessagev2" ->
          settle(parameters, new Settlement.Complete());
      case "abandonqueuemessagev2", "abandontopicmessagev2" ->
          settle(parameters, new Settlement.Abandon());
      case "deferqueuemessagev2", "defertopicmessagev2" ->
          settle(parameters, new Settlement.Defer());
      case "deadletterqueuemessagev2", "deadlettertopicmessagev2" ->
          settle(parameters, deadLetter(parameters));
      case "completemessage", "completemessageinsession" ->
          settleInSession(parameters, new Settlement.Complete());
      case "abandonmessage", "abandonmessageinsession" ->
          settleInSession(parameters, new Settlement.Abandon());
      case "defermessageinsession" -> settleInSession(parameters, new Settlement.Defer());
      case "deadlettermessage", "deadlettermessageinsession" ->
          settleInSession(parameters, deadLetter(parameters));
      case "renewlockqueuemessagev2", "renewlocktopicmessagev2" ->
          new ServiceBusOperation.RenewLock(
              source(parameters), parameters.requiredText("lockToken"));
      case "renewqueuesession", "renewtopicsession" ->
          new ServiceBusOperation.RenewSession(
              source(parameters), parameters.requiredText("sessionId"));
      case "closequeuesession", "closetopicsession" ->
          new ServiceBusOperation.CloseSession(
              source(parameters), parameters.requiredText("sessionId"));
      case "getdeferredmessagefromqueuev2",
          "getdeferredmessagefromtopicv2",
          "getdeferredmessagefromqueuesession",
          "getdeferredmessagefromtopicsession" ->
          new ServiceBusOperation.ReceiveDeferred(
              source(parameters),
              parameters.number("sequenceNumber", 0),
              parameters.text("sessionId"),
              Dialect.BUILT_IN);
      default ->
          throw new ConnectorException(
              404,
              "NotFound",
              "The Service Bus provider has no operation '%s', or it is not supported."
                  .formatted(operation.id()));
    };
  }

  private static ServiceBusOperation receive(
      Parameters parameters,
      String countName,
      boolean autoComplete,
      boolean single,
      Optional<SessionChoice> session) {
    long count = single ? 1 : parameters.number(countName, DEFAULT_MESSAGES);
    return new ServiceBusOperation.Receive(
        source(parameters),
        Math.clamp(count, 1, MAX_MESSAGES),
        single,
        autoComplete,
        session,
        Dialect.BUILT_IN);
  }

  /** Triggers of entities with sessions take whichever is free. */
  private static Optional<SessionChoice> enabled(Parameters parameters) {
    return parameters.flag("isSessionsEnabled", false)
        ? Optional.of(SessionChoice.next())
        : Optional.empty();
  }

  private static SessionChoice named(Parameters parameters, boolean acquire) {
    Optional<String> id = parameters.text("sessionId");
    return id.isEmpty() ? SessionChoice.next() : new SessionChoice(id, acquire);
  }

  private static ServiceBusOperation settle(Parameters parameters, Settlement settlement) {
    return new ServiceBusOperation.Settle(
        source(parameters), parameters.requiredText("lockToken"), settlement);
  }

  private static ServiceBusOperation settleInSession(Parameters parameters, Settlement settlement) {
    Optional<String> token = parameters.text("lockToken");
    return new ServiceBusOperation.SettleInSession(
        new SessionMessage(
            token.isPresent()
                ? parameters.text("messageId")
                : Optional.of(parameters.requiredText("messageId")),
            token),
        settlement);
  }

  private static Settlement deadLetter(Parameters parameters) {
    return new Settlement.DeadLetter(
        parameters.text("deadLetterReason"), parameters.text("deadLetterErrorDescription"));
  }

  private static String source(Parameters parameters) {
    return parameters
        .text("queueName")
        .orElseGet(
            () ->
                parameters.requiredText("topicName")
                    + "/Subscriptions/"
                    + parameters.requiredText("subscriptionName"));
  }

  private static List<ServiceBusPort.OutgoingMessage> messages(JsonNode array) {
    if (!array.isArray()) {
      throw new ConnectorException(400, "BadRequest", "The parameter 'messages' must be an array.");
    }
    List<ServiceBusPort.OutgoingMessage> messages = new ArrayList<>();
    array.forEach(one -> messages.add(MessageJson.read(one, Dialect.BUILT_IN)));
    return messages;
  }
}
