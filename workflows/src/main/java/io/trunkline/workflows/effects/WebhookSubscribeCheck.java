package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.workflows.connector.Authentication;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.HttpRequest;
import io.trunkline.workflows.connector.HttpTransfer;
import io.trunkline.workflows.connector.StatusNames;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.Template;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.WorkKeys;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Subscribes an {@code HttpWebhook} trigger once its workflow is enabled (reference/workflows.md
 * §3.7). The state keeps the request that takes the subscription back; a subscription that fails is
 * recorded and tried again, with growing pauses.
 */
final class WebhookSubscribeCheck implements TriggerCheck {
  private static final String FAILURES = "failures";
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final HttpCaller http;
  private final Authentication authentication;
  private final CallbackAddresses addresses;
  private final Firings firings;

  WebhookSubscribeCheck(
      HttpCaller http,
      Authentication authentication,
      CallbackAddresses addresses,
      Firings firings) {
    this.http = http;
    this.authentication = authentication;
    this.addresses = addresses;
    this.firings = firings;
  }

  @Override
  public Result check(Site site) {
    TriggerContext context =
        site.context()
            .calledBackAt(
                addresses.ofTrigger(site.version().record().workflow(), site.trigger().name()));
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
    CallResult.Remote result =
        new HttpTransfer(http, Map.of(), settings, null).send(HttpRequest.of(subscribe, applied));
    return switch (result) {
      case CallResult.Answer answer when answer.statusCode() < 400 ->
          new Result(null, 0, subscribed(site, context), null);
      case CallResult.Answer answer ->
          failed(
              site,
              StatusNames.of(answer.statusCode()),
              "The subscription was answered with status %d.".formatted(answer.statusCode()));
      case CallResult.NoAnswer none -> failed(site, none.code(), none.message());
    };
  }

  private static JsonNode subscribed(Site site, TriggerContext context) {
    ObjectNode state = Json.object();
    Optional<Template> unsubscribe =
        site.trigger().inputs().property("unsubscribe").filter(given -> given.source().isObject());
    if (unsubscribe.isPresent() && !unsubscribe.get().source().isEmpty()) {
      ObjectNode request = state.putObject(WorkKeys.Unsubscribe.REQUEST);
      request.put("workflowId", site.version().id());
      unsubscribe
          .get()
          .evaluate(context)
          .properties()
          .forEach(one -> request.set(one.getKey(), one.getValue()));
    }
    return state;
  }

  private Result failed(Site site, String code, String message) {
    int failures = site.state().path(FAILURES).asInt();
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 10));
    Duration wait = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    return new Result(
        firings.without(
            Status.FAILED, code, new Failure(code, message), site.check().scheduledAt()),
        site.environment().now() + wait.toMillis(),
        Json.object().put(FAILURES, failures + 1),
        null);
  }
}
