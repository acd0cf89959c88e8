package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.WorkKeys;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The {@code ApiConnectionWebhook} action, for example an approval (reference/workflows.md §4.3):
 * the connector subscribes, and the action waits to be called back.
 */
final class ConnectorWebhookCall implements CallAction {
  private final ConnectorSubscriptions subscriptions;
  private final CallbackAddresses addresses;

  ConnectorWebhookCall(ConnectorSubscriptions subscriptions, CallbackAddresses addresses) {
    this.subscriptions = subscriptions;
    this.addresses = addresses;
  }

  @Override
  public JsonNode inputs(ActionDefinition action, RunContext context) {
    ActionKey key = new ActionKey(action.name(), context.place().repetition());
    return MaskedInputs.evaluate(
        action, context.calledBackAt(addresses.ofAction(context.run().ref(), key)));
  }

  @Override
  public Call prepare(CallSite site) {
    return span -> {
      try {
        return CompletableFuture.completedFuture(
            subscriptions.subscribe(site.inputs(), subject(site), span));
      } catch (ConnectorException e) {
        return CompletableFuture.completedFuture(CallResult.refusal(e));
      }
    };
  }

  @Override
  public Optional<JsonNode> awaitsCallback(CallSite site, CallResult.Answer answer) {
    ObjectNode progress = Json.object();
    ConnectorSubscriptions.unsubscribe(site.inputs(), subject(site), answer)
        .ifPresent(request -> progress.set(WorkKeys.Unsubscribe.REQUEST, request));
    return Optional.of(progress);
  }

  private static ConnectorSubscriptions.Subject subject(CallSite site) {
    return new ConnectorSubscriptions.Subject(
        site.connections(),
        site.version().id(),
        site.idempotencyKey(),
        site.environment().limits());
  }
}
