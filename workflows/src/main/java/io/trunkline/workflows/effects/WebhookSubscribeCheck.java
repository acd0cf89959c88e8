package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.connector.StatusNames;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.WorkKeys;
import java.time.Duration;

/**
 * Subscribes a webhook trigger once its workflow is enabled (reference/workflows.md §3.7, §3.8).
 * The state keeps what takes the subscription back; a subscription that fails is recorded and tried
 * again, with growing pauses.
 */
final class WebhookSubscribeCheck implements TriggerCheck {
  private static final String FAILURES = "failures";
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final Subscriber subscriber;
  private final CallbackAddresses addresses;
  private final Firings firings;

  WebhookSubscribeCheck(Subscriber subscriber, CallbackAddresses addresses, Firings firings) {
    this.subscriber = subscriber;
    this.addresses = addresses;
    this.firings = firings;
  }

  @Override
  public Result check(Site site) {
    TriggerContext context =
        site.context()
            .calledBackAt(
                addresses.ofTrigger(site.version().record().workflow(), site.trigger().name()));
    CallResult result;
    try {
      result = subscriber.subscribe(site, context);
    } catch (ConnectorException e) {
      return failed(site, e.code(), e.getMessage());
    }
    return switch (result) {
      case CallResult.Answer answer when answer.statusCode() < 400 ->
          new Result(null, 0, subscribed(site, context, answer), null);
      case CallResult.Answer answer ->
          failed(
              site,
              StatusNames.of(answer.statusCode()),
              "The subscription was answered with status %d.".formatted(answer.statusCode()));
      case CallResult.NoAnswer none -> failed(site, none.code(), none.message());
      case CallResult.Decided ignored ->
          new Result(null, 0, Json.object(), null); // a stand-in has subscribed
    };
  }

  private JsonNode subscribed(Site site, TriggerContext context, CallResult.Answer answer) {
    ObjectNode state = Json.object();
    subscriber
        .unsubscribe(site, context, answer)
        .ifPresent(request -> state.set(WorkKeys.Unsubscribe.REQUEST, request));
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
