package io.trunkline.events.service;

import static io.trunkline.events.testkit.Webhooks.body;
import static io.trunkline.events.testkit.Webhooks.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.events.EventsConfig;
import io.trunkline.events.schema.EventSchema;
import io.trunkline.events.testkit.Webhooks;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.memory.ManualClock;
import io.trunkline.net.Endpoints;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpCallException;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.resources.ResourceException;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Proving webhooks ({@code reference/event-grid.md §4.1, §4.2}). */
class HandshakeTest {
  private static final String URL = "https://hook.test/in?code=secret";

  private final Webhooks webhooks = new Webhooks();
  private final Handshake handshake = handshake(Duration.ofSeconds(20));

  @Test
  void anEndpointProvesItselfByTheCode() {
    validate(EventSchema.EVENT_GRID);
    assertThat(webhooks.handshakes()).hasSize(1);
    OutgoingCall call = webhooks.handshakes().getFirst();
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.uri()).hasToString(URL);
    assertThat(header(call, "aeg-event-type")).isEqualTo("SubscriptionValidation");
    assertThat(header(call, "aeg-subscription-name")).isEqualTo("BILLING");
    JsonNode events = body(call);
    assertThat(events).hasSize(1);
    JsonNode event = events.path(0);
    assertThat(event.path("eventType").asText())
        .isEqualTo("Microsoft.EventGrid.SubscriptionValidationEvent");
    assertThat(event.path("topic").asText()).isEqualTo("/topics/orders");
    assertThat(event.path("subject").asText("none")).isEmpty();
    assertThat(event.path("metadataVersion").asText()).isEqualTo("1");
    assertThat(event.at("/data/validationCode").asText()).matches("[0-9A-F-]{36}");
    assertThat(event.at("/data/validationUrl").asText())
        .startsWith("https://localhost:8443/eventgrid/validate?id=");
  }

  @Test
  void aCustomDeliveryIsProvedByAnEventGridEventToo() {
    validate(EventSchema.CUSTOM);
    assertThat(body(webhooks.handshakes().getFirst()).path(0).has("eventType")).isTrue();
  }

  @Test
  void theCodeComparesWithoutCase() {
    webhooks.answerHandshakes(
        call -> {
          String code = body(call).at("/0/data/validationCode").asText();
          return HttpReply.json(
              200, Json.object().put("validationResponse", code.toLowerCase(Locale.ROOT)));
        });
    assertThatCode(() -> validate(EventSchema.EVENT_GRID)).doesNotThrowAnyException();
  }

  @Test
  void anEndpointThatKeepsSilentIsProvedByAVisitOfItsAddress() {
    webhooks.answerHandshakes(
        call -> {
          String address = body(call).at("/0/data/validationUrl").asText();
          String token = address.substring(address.indexOf('=') + 1);
          assertThat(handshake.confirm(token)).isTrue();
          return HttpReply.status(200);
        });
    assertThatCode(() -> validate(EventSchema.EVENT_GRID)).doesNotThrowAnyException();
    assertThat(webhooks.handshakes()).hasSize(1);
  }

  @Test
  void anAddressThatNobodyVisitsProvesNothing() {
    webhooks.answerHandshakes(call -> HttpReply.json(200, Json.array()));
    Handshake hasty = handshake(Duration.ofMillis(5));
    assertThatThrownBy(
            () -> hasty.validate("billing", "/topics/orders", URL, EventSchema.EVENT_GRID))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("its validation URL was not visited");
    assertThat(webhooks.handshakes()).as("nobody is asked twice").hasSize(1);
    String address = body(webhooks.handshakes().getFirst()).at("/0/data/validationUrl").asText();
    assertThat(hasty.confirm(address.substring(address.indexOf('=') + 1))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {202, 204, 301, 400, 404, 500})
  void onlyA200Counts(int status) {
    webhooks.answerHandshakes(
        call -> {
          HttpReply willing = Webhooks.prove(call);
          return new HttpReply(status, willing.headers(), willing.body());
        });
    assertThatThrownBy(() -> validate(EventSchema.EVENT_GRID))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.code()).isEqualTo("Url validation");
            })
        .hasMessage(
            "Webhook validation handshake failed for https://hook.test/in. Http POST request"
                + " failed: the endpoint answered "
                + status
                + ".");
    assertThat(webhooks.handshakes()).hasSize(EventsConfig.defaults().validationAttempts());
  }

  @Test
  void noAnswerIsExplained() {
    webhooks.answerHandshakes(
        call -> {
          throw new HttpCallException(HttpCallException.Reason.UNKNOWN_HOST, "no hook.test", null);
        });
    assertThatThrownBy(() -> validate(EventSchema.EVENT_GRID))
        .hasMessageEndingWith("UNKNOWN_HOST: no hook.test");
  }

  @Test
  void cloudEventsEndpointsAreAskedByOptions() {
    validate(EventSchema.CLOUD_EVENTS);
    OutgoingCall call = webhooks.handshakes().getFirst();
    assertThat(call.method()).isEqualTo("OPTIONS");
    assertThat(header(call, "webhook-request-origin")).isEqualTo("eventgrid.azure.net");
    assertThat(call.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "eventgrid.azure.net", " EventGrid.azure.net "})
  void anOriginMayBeAllowedInSeveralWays(String origin) {
    webhooks.answerHandshakes(
        call -> HttpReply.status(204).withHeader("Webhook-Allowed-Origin", origin));
    assertThatCode(() -> validate(EventSchema.CLOUD_EVENTS)).doesNotThrowAnyException();
  }

  /** Answers that allow nothing. */
  private enum Refusal {
    WITHOUT_THE_HEADER(HttpReply.status(200), "answered 200 without allowing us"),
    ANOTHER_ORIGIN(
        HttpReply.status(200).withHeader("WebHook-Allowed-Origin", "other.test"),
        "answered 200 without allowing us"),
    NOT_ALLOWED(HttpReply.status(405).withHeader("WebHook-Allowed-Origin", "*"), "answered 405.");

    @SuppressWarnings("ImmutableEnumChecker") // nothing changes it
    private final HttpReply reply;

    private final String problem;

    Refusal(HttpReply reply, String problem) {
      this.reply = reply;
      this.problem = problem;
    }
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void withoutConsentThereAreNoCloudEvents(Refusal refusal) {
    webhooks.answerHandshakes(call -> refusal.reply);
    assertThatThrownBy(() -> validate(EventSchema.CLOUD_EVENTS))
        .hasMessageContaining("Http OPTIONS request failed")
        .hasMessageContaining(refusal.problem);
  }

  private void validate(EventSchema delivery) {
    handshake.validate("billing", "/topics/orders", URL, delivery);
  }

  private Handshake handshake(Duration validationTimeout) {
    EventsConfig defaults = EventsConfig.defaults().withWaits(Duration.ofMillis(1));
    EventsConfig config =
        new EventsConfig(
            defaults.maxEventBytes(),
            defaults.maxRequestBytes(),
            defaults.maxEventsPerRequest(),
            defaults.retrySchedule(),
            defaults.minimumAfterRequestTimeout(),
            defaults.minimumAfterUnavailable(),
            defaults.minimumAfterOther(),
            defaults.jitter(),
            defaults.deliveryTimeout(),
            validationTimeout,
            defaults.validationAttempts(),
            defaults.validationRetry(),
            defaults.probationAfter(),
            defaults.longestProbation(),
            defaults.deadLetterDelay(),
            defaults.deadLetterLifetime(),
            defaults.duplicateWindow());
    return new Handshake(
        webhooks, config, Endpoints.local(0), IdSource.seeded(1), new ManualClock());
  }
}
