package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.workflows.connector.Authentication;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.HttpRequest;
import io.trunkline.workflows.connector.HttpTransfer;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.Template;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the requests {@code subscribe} and {@code unsubscribe} of an {@code HttpWebhook} (§3.7).
 */
final class HttpSubscriber implements Subscriber {
  private final HttpCaller http;
  private final Authentication authentication;

  HttpSubscriber(HttpCaller http, Authentication authentication) {
    this.http = http;
    this.authentication = authentication;
  }

  @Override
  public CallResult subscribe(TriggerCheck.Site site, TriggerContext context) {
    JsonNode subscribe =
        site.trigger()
            .inputs()
            .property("subscribe")
            .filter(template -> template.source().isObject())
            .orElseThrow(
                () ->
                    new ExpressionException(
                        "The trigger '%s' needs 'subscribe'.".formatted(site.trigger().name())))
            .evaluate(context);
    Authentication.Applied applied =
        authentication.apply(
            ObjectProperties.find(subscribe, "authentication"), site.version().id(), null);
    WorkflowLimits limits = site.environment().limits();
    HttpTransfer.Settings settings =
        new HttpTransfer.Settings(
            limits.requestTimeout(), limits.maxBodyBytes(), limits.chunkBytes(), false, 0);
    return new HttpTransfer(http, Map.of(), settings, null)
        .send(HttpRequest.of(subscribe, applied));
  }

  @Override
  public Optional<ObjectNode> unsubscribe(
      TriggerCheck.Site site, TriggerContext context, CallResult.Answer answer) {
    Optional<Template> unsubscribe =
        site.trigger().inputs().property("unsubscribe").filter(given -> given.source().isObject());
    if (unsubscribe.isEmpty() || unsubscribe.get().source().isEmpty()) {
      return Optional.empty();
    }
    ObjectNode request = Json.object().put("workflowId", site.version().id());
    unsubscribe
        .get()
        .evaluate(context)
        .properties()
        .forEach(one -> request.set(one.getKey(), one.getValue()));
    return Optional.of(request);
  }
}
