package io.trunkline.workflows.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.workflows.connector.ServiceBusPort.LockedMessage;
import io.trunkline.workflows.connector.ServiceBusPort.OutgoingMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Carries Service Bus operations out and answers as the connector would over HTTP. */
public final class ServiceBusClient {
  private final ServiceBusPort port;

  public ServiceBusClient(ServiceBusPort port) {
    this.port = port;
  }

  /**
   * Carries an operation out for an action.
   *
   * @param trace goes with sent messages as {@code traceparent} and {@code Diagnostic-Id}
   * @return an answer with the connector's status; refusals are answers too
   */
  public CompletionStage<CallResult> run(
      ServiceBusOperation operation,
      ServiceBusConnection connection,
      TraceContext trace,
      String idempotencyKey) {
    CompletionStage<CallResult> result =
        switch (operation) {
          case ServiceBusOperation.Send send ->
              port.send(
                      connection.namespace(),
                      send.entity(),
                      send.messages().stream().map(message -> traced(message, trace)).toList(),
                      connection.caller(),
                      idempotencyKey)
                  .thenApply(ignored -> new CallResult.Answer(200, null, null));
          case ServiceBusOperation.Receive receive ->
              receive(receive, connection, Duration.ZERO)
                  .thenApply(messages -> new CallResult.Answer(200, null, body(receive, messages)));
          case ServiceBusOperation.ReceiveDeferred deferred ->
              port.receiveDeferred(
                      connection.namespace(),
                      deferred.entityPath(),
                      List.of(deferred.sequenceNumber()),
                      deferred.session(),
                      connection.caller())
                  .thenApply(
                      messages ->
                          messages.isEmpty()
                              ? new CallResult.Answer(404, null, null)
                              : new CallResult.Answer(
                                  200,
                                  null,
                                  MessageJson.write(
                                      messages.getFirst(), deferred.dialect(), true)));
          case ServiceBusOperation.Settle settle ->
              port.settle(
                      connection.namespace(),
                      settle.entityPath(),
                      settle.lockToken(),
                      settle.settlement(),
                      connection.caller())
                  .thenApply(ignored -> new CallResult.Answer(200, null, null));
          case ServiceBusOperation.RenewLock renew ->
              port.renewLock(
                      connection.namespace(),
                      renew.entityPath(),
                      renew.lockToken(),
                      connection.caller())
                  .thenApply(ServiceBusClient::renewed);
          case ServiceBusOperation.SettleInSession settle ->
              port.settleInSession(
                      connection.namespace(),
                      settle.message(),
                      settle.settlement(),
                      connection.caller())
                  .thenApply(ignored -> new CallResult.Answer(200, null, null));
          case ServiceBusOperation.RenewSession renew ->
              port.renewSession(
                      connection.namespace(),
                      renew.entityPath(),
                      renew.session(),
                      connection.caller())
                  .thenApply(ServiceBusClient::renewed);
          case ServiceBusOperation.CloseSession close ->
              closeSession(close.entityPath(), close.session(), connection)
                  .thenApply(ignored -> new CallResult.Answer(200, null, null));
        };
    return result.exceptionally(ServiceBusClient::refused);
  }

  /** Receives messages for a trigger; what was received is settled later. */
  public CompletionStage<List<LockedMessage>> receive(
      ServiceBusOperation.Receive receive, ServiceBusConnection connection, Duration maxWait) {
    if (receive.session().isPresent()) {
      return port.receiveFromSession(
          connection.namespace(),
          receive.entityPath(),
          receive.session().get(),
          receive.maxCount(),
          maxWait,
          connection.caller());
    }
    return port.receiveAndLock(
        connection.namespace(),
        receive.entityPath(),
        receive.maxCount(),
        maxWait,
        connection.caller());
  }

  /** Settles a message that a trigger received. */
  public CompletionStage<Void> settle(
      String entityPath,
      String lockToken,
      ServiceBusPort.Settlement settlement,
      ServiceBusConnection connection) {
    return port.settle(
        connection.namespace(), entityPath, lockToken, settlement, connection.caller());
  }

  /** Gives a session back. */
  public CompletionStage<Void> closeSession(
      String entityPath, String session, ServiceBusConnection connection) {
    return port.closeSession(connection.namespace(), entityPath, session, connection.caller());
  }

  private static CallResult renewed(Instant until) {
    return new CallResult.Answer(200, null, Json.object().put("lockedUntilUtc", until.toString()));
  }

  /** Returns the body that a receive operation answers. */
  public static JsonNode body(ServiceBusOperation.Receive receive, List<LockedMessage> messages) {
    if (receive.single()) {
      return messages.isEmpty()
          ? NullNode.getInstance()
          : MessageJson.write(messages.getFirst(), receive.dialect(), !receive.autoComplete());
    }
    ArrayNode array = Json.array();
    for (LockedMessage message : messages) {
      array.add(MessageJson.write(message, receive.dialect(), !receive.autoComplete()));
    }
    return array;
  }

  private static OutgoingMessage traced(OutgoingMessage message, TraceContext trace) {
    Map<String, Object> properties = new LinkedHashMap<>(message.properties());
    properties.putIfAbsent("traceparent", trace.traceparent());
    properties.putIfAbsent("Diagnostic-Id", trace.traceparent());
    return new OutgoingMessage(
        message.body(),
        message.contentType(),
        message.messageId(),
        message.correlationId(),
        message.subject(),
        message.to(),
        message.replyTo(),
        message.replyToSessionId(),
        message.sessionId(),
        message.timeToLive(),
        message.scheduledEnqueueTime(),
        properties);
  }

  private static CallResult refused(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (!(cause instanceof ConnectorException problem)) {
      return new CallResult.NoAnswer(
          "InternalServerError", String.valueOf(cause.getMessage()), true);
    }
    // A lost lock is "not found" to the connector's users.
    return problem.statusCode() == 410
        ? CallResult.refusal(new ConnectorException(404, problem.code(), problem.getMessage()))
        : CallResult.refusal(problem);
  }
}
