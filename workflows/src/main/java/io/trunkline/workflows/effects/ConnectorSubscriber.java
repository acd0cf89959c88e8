package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.Trace;
import io.trunkline.workflows.connector.CallResult;
import java.util.Optional;

/** Has the connector of an {@code ApiConnectionWebhook} trigger subscribe (§3.8). */
final class ConnectorSubscriber implements Subscriber {
  private final ConnectorSubscriptions subscriptions;

  ConnectorSubscriber(ConnectorSubscriptions subscriptions) {
    this.subscriptions = subscriptions;
  }

  @Override
  public CallResult subscribe(TriggerCheck.Site site, TriggerContext context) {
    JsonNode inputs = site.trigger().inputs().evaluate(context);
    try (Trace span = site.environment().tracing().start("workflows", "subscribe", null)) {
      span.attribute("workflow.name", site.version().name())
          .attribute("workflow.trigger", site.trigger().name());
      return subscriptions.subscribe(inputs, subject(site), span);
    }
  }

  @Override
  public Optional<ObjectNode> unsubscribe(
      TriggerCheck.Site site, TriggerContext context, CallResult.Answer answer) {
    JsonNode inputs = site.trigger().inputs().evaluate(context);
    return ConnectorSubscriptions.unsubscribe(inputs, subject(site), answer);
  }

  /** Every generation of a trigger has a subscription of its own: the last one goes as it comes. */
  private static ConnectorSubscriptions.Subject subject(TriggerCheck.Site site) {
    String key =
        String.join(
            "/",
            site.version().record().workflow(),
            site.trigger().name(),
            Long.toString(site.check().generation()));
    return new ConnectorSubscriptions.Subject(
        site.version().parameter("$connections").orElse(Json.object()),
        site.version().id(),
        key,
        site.environment().limits());
  }
}
