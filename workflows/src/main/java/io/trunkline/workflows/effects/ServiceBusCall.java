package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.connector.BuiltInServiceBus;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.Connections;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.ManagedServiceBus;
import io.trunkline.workflows.connector.ServiceBusClient;
import io.trunkline.workflows.connector.ServiceBusConnection;
import io.trunkline.workflows.connector.ServiceBusOperation;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.concurrent.CompletableFuture;

/**
 * {@code ApiConnection} and {@code ServiceProvider} actions on Service Bus. A refusal is an answer
 * with a status, like that of an HTTP call.
 */
final class ServiceBusCall implements CallAction {
  private final Connections connections;
  private final ServiceBusClient client;

  ServiceBusCall(Connections connections, ServiceBusClient client) {
    this.connections = connections;
    this.client = client;
  }

  @Override
  public JsonNode inputs(ActionDefinition action, RunContext context) {
    return MaskedInputs.evaluate(action, context);
  }

  @Override
  public Call prepare(CallSite site) {
    JsonNode inputs = site.inputs();
    JsonNode known = site.connections();
    String workflowId = site.version().id();
    boolean managed = site.action().type() == ActionType.API_CONNECTION;
    return span -> {
      try {
        String reference =
            managed ? ConnectionNames.managed(inputs) : ConnectionNames.builtIn(inputs);
        requireServiceBus(managed, known, reference, inputs);
        ServiceBusOperation operation =
            managed ? ManagedServiceBus.parse(inputs) : BuiltInServiceBus.parse(inputs);
        ServiceBusConnection connection = connections.serviceBus(known, reference, workflowId);
        span.attribute("messaging.system", "servicebus")
            .attribute("server.address", connection.namespace());
        return client.run(operation, connection, span.context(), site.idempotencyKey());
      } catch (ConnectorException e) {
        return CompletableFuture.completedFuture(CallResult.refusal(e));
      }
    };
  }

  private void requireServiceBus(
      boolean managed, JsonNode known, String reference, JsonNode inputs) {
    String connector =
        managed
            ? connections.api(known, reference)
            : ObjectProperties.find(inputs, "serviceProviderConfiguration")
                .flatMap(value -> ObjectProperties.find(value, "serviceProviderId"))
                .map(JsonNode::asText)
                .map(id -> id.substring(id.lastIndexOf('/') + 1))
                .orElse("");
    if (!connector.equalsIgnoreCase("servicebus")) {
      throw new ConnectorException(
          501, "NotImplemented", "The connector '%s' is not supported.".formatted(connector));
    }
  }
}
