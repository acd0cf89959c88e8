package io.trunkline.events.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.events.EventsConfig;
import io.trunkline.events.schema.Event;
import io.trunkline.events.schema.EventSchema;
import io.trunkline.events.schema.EventWriter;
import io.trunkline.events.state.Delivery;
import io.trunkline.events.state.EventSubscription;
import io.trunkline.events.state.EventSubscription.DeliveryAttribute;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.net.tracing.TraceContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Carries a delivery to its destination ({@code reference/event-grid.md §3.1, §4.3, §4.4}). */
final class Destinations {
  private static final int MAX_REPLY_BYTES = 64 << 10;
  private static final int MAX_ATTRIBUTE_BYTES = 4_096;
  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7E]");

  private final HttpCaller http;
  private final MessageDestination messages;
  private final EventsConfig config;

  Destinations(HttpCaller http, MessageDestination messages, EventsConfig config) {
    this.http = http;
    this.messages = messages;
    this.config = config;
  }

  /** Makes one attempt; whatever goes wrong is an outcome, so that the attempt counts. */
  CompletionStage<Outcome> deliver(
      Delivery delivery, EventSubscription subscription, @Nullable TraceContext trace) {
    try {
      return attempt(delivery, subscription, trace)
          .exceptionally(failure -> Outcome.ofFailure(cause(failure)));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(Outcome.ofFailure(e));
    }
  }

  private CompletionStage<Outcome> attempt(
      Delivery delivery, EventSubscription subscription, @Nullable TraceContext trace) {
    ObjectNode event = EventWriter.write(delivery.event(), subscription.deliverySchema());
    Map<String, String> headers = headers(delivery, subscription, event);
    return switch (subscription.destination().kind()) {
      case WEB_HOOK -> post(subscription, event, headers, trace);
      case SERVICE_BUS_QUEUE, SERVICE_BUS_TOPIC ->
          messages
              .send(
                  subscription.destination().address(),
                  delivery.id(),
                  Json.bytes(event),
                  headers,
                  trace)
              .thenApply(sent -> Outcome.DELIVERED);
    };
  }

  private CompletionStage<Outcome> post(
      EventSubscription subscription,
      ObjectNode event,
      Map<String, String> headers,
      @Nullable TraceContext trace) {
    boolean cloudEvents = subscription.deliverySchema() == EventSchema.CLOUD_EVENTS;
    boolean array = !cloudEvents || subscription.destination().batched();
    JsonNode body = array ? Json.array().add(event) : event;
    Fields.Builder fields = Fields.builder();
    headers.forEach((name, value) -> fields.add(name, headerText(value)));
    fields.add("content-type", contentType(cloudEvents, array));
    OutgoingCall call =
        new OutgoingCall(
            "POST",
            URI.create(subscription.destination().address()),
            fields.build(),
            Json.bytes(body),
            config.deliveryTimeout(),
            MAX_REPLY_BYTES,
            trace);
    return http.send(call).thenApply(reply -> Outcome.ofStatus(reply.status()));
  }

  private static String contentType(boolean cloudEvents, boolean array) {
    if (!cloudEvents) {
      return "application/json; charset=utf-8";
    }
    return array
        ? "application/cloudevents-batch+json; charset=utf-8"
        : "application/cloudevents+json; charset=utf-8";
  }

  private static Map<String, String> headers(
      Delivery delivery, EventSubscription subscription, ObjectNode json) {
    Event event = delivery.event();
    boolean cloudEvents = subscription.deliverySchema() == EventSchema.CLOUD_EVENTS;
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("aeg-event-type", "Notification");
    headers.put("aeg-subscription-name", subscription.name().toUpperCase(Locale.ROOT));
    headers.put("aeg-delivery-count", Integer.toString(delivery.attempts()));
    if (!cloudEvents) {
      headers.put("aeg-data-version", event.dataVersion());
    }
    headers.put("aeg-metadata-version", cloudEvents ? "1.0" : "1");
    headers.put("aeg-output-event-id", delivery.id());
    for (DeliveryAttribute attribute : subscription.attributes()) {
      String value = attribute.dynamic() ? lookUp(json, attribute.value()) : attribute.value();
      if (value != null) {
        headers.put(attribute.name(), value);
      }
    }
    return headers;
  }

  /** Replaces what no header can carry: publishers decide on what stands in an event. */
  private static String headerText(String value) {
    return UNPRINTABLE.matcher(value).replaceAll("?");
  }

  /** Returns a dynamic attribute; it is left out where the event has no value of fitting size. */
  private static @Nullable String lookUp(JsonNode event, String path) {
    JsonNode node = event;
    for (String part : path.split("\\.", -1)) {
      node = node.path(part);
    }
    boolean usable =
        node.isValueNode()
            && !node.isNull()
            && node.asText().getBytes(StandardCharsets.UTF_8).length <= MAX_ATTRIBUTE_BYTES;
    return usable ? node.asText() : null;
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
