package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.Trace;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.Connection;
import io.trunkline.workflows.connector.Connections;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.Connectors;
import io.trunkline.workflows.connector.Operation;
import java.util.Optional;

/**
 * Subscriptions that connectors make for {@code ApiConnectionWebhook} triggers and actions
 * (reference/workflows.md §3.8). What takes one back names the connection, not its credentials.
 */
final class ConnectorSubscriptions {
  private static final String CONNECTION = "connection";
  private static final String CONNECTIONS = "connections";
  private static final String LOCATION = "location";
  private static final String KEY = "key";

  private final Connections connections;
  private final Connectors connectors;

  ConnectorSubscriptions(Connections connections, Connectors connectors) {
    this.connections = connections;
    this.connectors = connectors;
  }

  /**
   * Where and for whom.
   *
   * @param known the workflow's {@code $connections}
   * @param workflowId ARM id
   * @param key the same whenever this subscription is made again
   */
  record Subject(JsonNode known, String workflowId, String key, WorkflowLimits limits) {}

  /** Subscribes with evaluated inputs. */
  CallResult subscribe(JsonNode inputs, Subject subject, Trace span) {
    Connection connection =
        connections.find(subject.known(), ConnectionNames.managed(inputs), subject.workflowId());
    span.attribute("workflow.connector", connection.connector());
    return connectors
        .of(connection)
        .subscribe(call(Operation.subscribing(inputs), connection, subject, span));
  }

  /** Returns what takes a subscription back; empty where the connector does not say how. */
  static Optional<ObjectNode> unsubscribe(
      JsonNode inputs, Subject subject, CallResult.Answer answer) {
    return answer
        .header("Location")
        .map(
            location -> {
              ObjectNode request = Json.object().put("workflowId", subject.workflowId());
              request.put(CONNECTION, ConnectionNames.managed(inputs));
              request.set(CONNECTIONS, subject.known());
              return request.put(LOCATION, location).put(KEY, subject.key());
            });
  }

  /** Returns whether a request is one that {@link #unsubscribe} made. */
  static boolean made(JsonNode request) {
    return request.has(CONNECTION);
  }

  /**
   * Takes a subscription back.
   *
   * @throws io.trunkline.workflows.connector.ConnectorException where that does not work
   */
  void takeBack(JsonNode request, WorkflowLimits limits, Trace span) {
    Subject subject =
        new Subject(
            request.path(CONNECTIONS),
            request.path("workflowId").asText(),
            request.path(KEY).asText(),
            limits);
    Connection connection =
        connections.find(subject.known(), request.path(CONNECTION).asText(), subject.workflowId());
    connectors
        .of(connection)
        .unsubscribe(
            call(Operation.deleting(request.path(LOCATION).asText()), connection, subject, span));
  }

  private static ConnectorCall call(
      Operation operation, Connection connection, Subject subject, Trace span) {
    return new ConnectorCall(
        operation,
        connection,
        subject.key(),
        span,
        subject.limits().requestTimeout(),
        subject.limits().maxBodyBytes());
  }
}
