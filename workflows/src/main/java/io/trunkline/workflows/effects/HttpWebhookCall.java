package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.workflows.connector.Authentication;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.HttpRequest;
import io.trunkline.workflows.connector.HttpTransfer;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.OperationOption;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.Template;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.WorkKeys;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The {@code HttpWebhook} action (reference/workflows.md §4.3): subscribes, waits to be called
 * back, and takes the subscription back when it ends in another way.
 */
final class HttpWebhookCall implements CallAction {
  private final HttpCaller http;
  private final Authentication authentication;
  private final CallbackAddresses addresses;

  HttpWebhookCall(HttpCaller http, Authentication authentication, CallbackAddresses addresses) {
    this.http = http;
    this.authentication = authentication;
    this.addresses = addresses;
  }

  @Override
  public JsonNode inputs(ActionDefinition action, RunContext context) {
    JsonNode subscribe = subscribe(action).evaluate(calledBack(action, context));
    ObjectNode inputs = Json.object();
    inputs.set("subscribe", MaskedInputs.masked(subscribe));
    return inputs;
  }

  @Override
  public Call prepare(CallSite site) {
    Optional<JsonNode> credentials =
        subscribe(site.action())
            .property("authentication")
            .map(template -> template.evaluate(calledBack(site.action(), site.context())));
    HttpTransfer.Settings settings = HttpCall.settings(site);
    Map<String, String> headers =
        site.action().settings().has(OperationOption.SUPPRESS_WORKFLOW_HEADERS)
            ? Map.of()
            : WorkflowHeaders.ofCall(site);
    return span -> {
      Authentication.Applied applied =
          authentication.apply(credentials, site.version().id(), span.context());
      HttpRequest request = HttpRequest.of(site.inputs().path("subscribe"), applied);
      HttpCall.describe(request, span);
      return CompletableFuture.completedFuture(
          new HttpTransfer(http, headers, settings, span.context()).send(request));
    };
  }

  @Override
  public Optional<JsonNode> awaitsCallback(CallSite site, CallResult.Answer answer) {
    ObjectNode progress = Json.object();
    Optional<Template> unsubscribe =
        site.action().inputs().property("unsubscribe").filter(given -> given.source().isObject());
    if (unsubscribe.isPresent() && !unsubscribe.get().source().isEmpty()) {
      RunContext context =
          calledBack(site.action(), site.context()).about(site.record().answered(answer.outputs()));
      ObjectNode request = Json.object().put("workflowId", site.version().id());
      unsubscribe
          .get()
          .evaluate(context)
          .properties()
          .forEach(one -> request.set(one.getKey(), one.getValue()));
      progress.set(WorkKeys.Unsubscribe.REQUEST, request);
    }
    return Optional.of(progress);
  }

  private RunContext calledBack(ActionDefinition action, RunContext context) {
    ActionKey key = new ActionKey(action.name(), context.place().repetition());
    return context.calledBackAt(addresses.ofAction(context.run().ref(), key));
  }

  private static Template subscribe(ActionDefinition action) {
    return action
        .inputs()
        .property("subscribe")
        .filter(template -> template.source().isObject())
        .orElseThrow(
            () ->
                new ExpressionException(
                    "The action '%s' needs 'subscribe'.".formatted(action.name())));
  }
}
