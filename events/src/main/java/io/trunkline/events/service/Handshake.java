package io.trunkline.events.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.events.EventsConfig;
import io.trunkline.events.schema.EventSchema;
import io.trunkline.kernel.IdSource;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCallException;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.resources.ResourceException;
import java.net.URI;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a webhook whether it wants our events, before it gets any ({@code reference/event-grid.md
 * §4.1, §4.2}). A webhook proves itself by its answer, or by a GET of the validation URL within the
 * validation time-out. Whoever waits for the new subscription waits meanwhile, so that is shorter
 * than the service's ten minutes.
 */
public final class Handshake {
  /** The origin that the abuse protection of CloudEvents webhooks knows. */
  private static final String ORIGIN = "eventgrid.azure.net";

  private static final int MAX_REPLY_BYTES = 64 << 10;
  private static final byte[] NO_BODY = {};

  private final HttpCaller http;
  private final EventsConfig config;
  private final Endpoints endpoints;
  private final IdSource ids;
  private final InstantSource clock;
  private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

  public Handshake(
      HttpCaller http,
      EventsConfig config,
      Endpoints endpoints,
      IdSource ids,
      InstantSource clock) {
    this.http = http;
    this.config = config;
    this.endpoints = endpoints;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Validates a webhook. Blocks for at most the configured tries and time-outs.
   *
   * @throws ResourceException {@code Url validation}, saying what the webhook answered
   */
  public void validate(String subscription, String topic, String url, EventSchema delivery) {
    String problem = "";
    for (int attempt = 0; attempt < config.validationAttempts(); attempt++) {
      if (attempt > 0) {
        pause();
      }
      try {
        problem =
            delivery == EventSchema.CLOUD_EVENTS
                ? askByOptions(url)
                : askByEvent(subscription, topic, url);
      } catch (CompletionException e) {
        problem =
            e.getCause() instanceof HttpCallException call
                ? call.reason() + ": " + call.getMessage()
                : String.valueOf(e.getCause());
      }
      if (problem.isEmpty()) {
        return;
      }
    }
    throw failure(url, delivery == EventSchema.CLOUD_EVENTS ? "OPTIONS" : "POST", problem);
  }

  /** Names the webhook without its query, which may hold a secret. */
  private static ResourceException failure(String url, String method, String problem) {
    URI address = URI.create(url);
    return ResourceException.badRequest(
        "Url validation",
        "Webhook validation handshake failed for %s://%s%s. Http %s request failed: %s"
            .formatted(
                address.getScheme(), address.getAuthority(), address.getPath(), method, problem));
  }

  /** Completes the handshake that waits for {@code token}; returns whether there is one. */
  public boolean confirm(String token) {
    CompletableFuture<Void> confirmed = waiting.remove(token);
    return confirmed != null && confirmed.complete(null);
  }

  private String askByEvent(String subscription, String topic, String url) {
    String code = ids.uuid().toString().toUpperCase(Locale.ROOT);
    String token = HexFormat.of().formatHex(ids.bytes(16));
    CompletableFuture<Void> confirmed = new CompletableFuture<>();
    waiting.put(token, confirmed);
    try {
      HttpReply reply =
          http.send(validationCall(subscription, topic, url, code, token))
              .toCompletableFuture()
              .join();
      if (reply.status() != 200) {
        return "the endpoint answered " + reply.status() + ".";
      }
      if (answers(reply, code)) {
        return "";
      }
      confirmed.get(config.validationTimeout().toMillis(), TimeUnit.MILLISECONDS);
      return "";
    } catch (TimeoutException e) {
      // Another try would only ask somebody to visit another address.
      throw failure(
          url,
          "POST",
          "the endpoint answered 200 without the validation code, and its validation URL was not"
              + " visited.");
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the node is stopping.";
    } finally {
      waiting.remove(token);
    }
  }

  private OutgoingCall validationCall(
      String subscription, String topic, String url, String code, String token) {
    ObjectNode event = Json.object();
    event.put("id", ids.uuid().toString());
    event.put("topic", topic);
    event.put("subject", "");
    ObjectNode data = event.putObject("data");
    data.put("validationCode", code);
    data.put("validationUrl", endpoints.httpsBase() + "/eventgrid/validate?id=" + token);
    event.put("eventType", "Microsoft.EventGrid.SubscriptionValidationEvent");
    event.put("eventTime", clock.instant().toString());
    event.put("metadataVersion", "1");
    event.put("dataVersion", "2");
    return new OutgoingCall(
        "POST",
        URI.create(url),
        Fields.of(
            "content-type",
            "application/json; charset=utf-8",
            "aeg-event-type",
            "SubscriptionValidation",
            "aeg-subscription-name",
            subscription.toUpperCase(Locale.ROOT),
            "aeg-delivery-count",
            "0"),
        Json.bytes(Json.array().add(event)),
        config.validationTimeout(),
        MAX_REPLY_BYTES,
        null);
  }

  private static boolean answers(HttpReply reply, String code) {
    try {
      return Json.parse(reply.body()).path("validationResponse").asText().equalsIgnoreCase(code);
    } catch (JsonException e) {
      return false; // the validation URL may still be visited
    }
  }

  private String askByOptions(String url) {
    HttpReply reply =
        http.send(
                new OutgoingCall(
                    "OPTIONS",
                    URI.create(url),
                    Fields.of("WebHook-Request-Origin", ORIGIN, "WebHook-Request-Rate", "120"),
                    NO_BODY,
                    config.validationTimeout(),
                    MAX_REPLY_BYTES,
                    null))
            .toCompletableFuture()
            .join();
    boolean allowed =
        reply.headers().stream()
            .anyMatch(
                header ->
                    header.getKey().equalsIgnoreCase("WebHook-Allowed-Origin")
                        && (header.getValue().strip().equals("*")
                            || header.getValue().strip().equalsIgnoreCase(ORIGIN)));
    if (reply.status() / 100 == 2 && allowed) {
      return "";
    }
    return "the endpoint answered " + reply.status() + (allowed ? "." : " without allowing us.");
  }

  private void pause() {
    try {
      Thread.sleep(config.validationRetry());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ResourceException.badRequest("Url validation", "The node is stopping.");
    }
  }
}
