package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.Connection;
import io.trunkline.workflows.connector.Connections;
import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorCall;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.Connectors;
import io.trunkline.workflows.connector.HttpTransfer;
import io.trunkline.workflows.connector.Operation;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import java.util.concurrent.CompletableFuture;

/**
 * {@code ApiConnection} and {@code ServiceProvider} actions. A refusal is an answer with a status,
 * like that of an HTTP call.
 */
final class ConnectorAction implements CallAction {
  private final Connections connections;
  private final Connectors connectors;

  ConnectorAction(Connections connections, Connectors connectors) {
    this.connections = connections;
    this.connectors = connectors;
  }

  @Override
  public boolean followsLocation() {
    return true;
  }

  @Override
  public JsonNode inputs(ActionDefinition action, RunContext context) {
    return MaskedInputs.evaluate(action, context);
  }

  @Override
  public Call prepare(CallSite site) {
    JsonNode inputs = site.inputs();
    JsonNode known = site.connections();
    JsonNode progress = site.record().progress();
    HttpTransfer.Settings settings = HttpCall.settings(site);
    boolean managed = site.action().type() == ActionType.API_CONNECTION;
    return span -> {
      try {
        String reference =
            managed ? ConnectionNames.managed(inputs) : ConnectionNames.builtIn(inputs);
        Connection connection = connections.find(known, reference, site.version().id());
        ConnectorCall call =
            new ConnectorCall(
                managed ? Operation.managed(inputs) : Operation.builtIn(inputs),
                connection,
                site.idempotencyKey(),
                span,
                settings);
        span.attribute("workflow.connector", connection.connector());
        Connector connector = connectors.of(connection);
        return CompletableFuture.completedFuture(
            progress == null
                ? connector.call(call)
                : connector.follow(call, progress.path(CallOutcomes.LOCATION).asText()));
      } catch (ConnectorException e) {
        return CompletableFuture.completedFuture(CallResult.refusal(e));
      }
    };
  }
}
