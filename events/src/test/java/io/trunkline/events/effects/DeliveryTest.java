package io.trunkline.events.effects;

import static io.trunkline.events.testkit.Webhooks.body;
import static io.trunkline.events.testkit.Webhooks.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.events.EventsConfig;
import io.trunkline.events.testkit.DeadLetters.Written;
import io.trunkline.events.testkit.EventsBench;
import io.trunkline.events.testkit.Messages.Sent;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpCallException;
import io.trunkline.net.http.HttpReply;
import io.trunkline.net.http.OutgoingCall;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.SystemEvents.SystemEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a committed event to its end ({@code reference/event-grid.md §4.3, §4.4, §5}). */
class DeliveryTest {
  private static final String EVENT =
      """
      [{"id":"e-1","subject":"/orders/7","eventType":"order.accepted",
        "eventTime":"2030-01-02T00:00:00Z","dataVersion":"2.0","data":{"no":7,"who":"Zoë"}}]
      """;
  private static final String CLOUD_EVENT =
      """
      {"specversion":"1.0","id":"e-1","source":"/shop","type":"order.accepted","data":{"no":7}}
      """;
  private static final String DEAD_LETTERS =
      """
      "deadLetterDestination":{"endpointType":"StorageBlob",
        "properties":{"resourceId":"%s","blobContainerName":"dead"}}
      """
          .formatted(EventsBench.ACCOUNT);
  private static final List<Duration> SCHEDULE =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6));

  private final EventsBench bench = new EventsBench(EventsConfig.defaults());

  @Test
  void anEventGridEventArrivesInAnArrayOfOneWithItsHeaders() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", "");
    bench.publish("orders", EVENT);

    OutgoingCall call = onlyDelivery();
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.uri()).hasToString("https://hook.test/in?code=secret");
    assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(header(call, "content-type")).isEqualTo("application/json; charset=utf-8");
    assertThat(header(call, "aeg-subscription-name")).isEqualTo("BILLING");
    assertThat(header(call, "aeg-delivery-count")).isEqualTo("0");
    assertThat(header(call, "aeg-data-version")).isEqualTo("2.0");
    assertThat(header(call, "aeg-metadata-version")).isEqualTo("1");
    assertThat(header(call, "aeg-output-event-id")).isNotEmpty();
    JsonNode body = body(call);
    assertThat(body).hasSize(1);
    assertThat(body.path(0).path("topic").asText()).isEqualTo(EventsBench.TOPICS + "orders");
    assertThat(body.path(0).path("data").path("no").asInt()).isEqualTo(7);
  }

  @Test
  void aCloudEventArrivesAlone() {
    bench.topic("orders", "CloudEventSchemaV1_0");
    bench.subscribe("orders", "billing", "");
    bench.publish("orders", CLOUD_EVENT);

    OutgoingCall call = onlyDelivery();
    assertThat(header(call, "content-type"))
        .isEqualTo("application/cloudevents+json; charset=utf-8");
    assertThat(header(call, "aeg-metadata-version")).isEqualTo("1.0");
    assertThat(call.headers().first("aeg-data-version")).isEmpty();
    assertThat(body(call)).isEqualTo(Json.parse(CLOUD_EVENT));
  }

  @Test
  void aBatchingSubscriberOfCloudEventsGetsAnArray() {
    bench.topic("orders", "CloudEventSchemaV1_0");
    bench.put(
        EventsBench.TOPICS + "orders/eventSubscriptions/billing",
        """
        {"properties":{"destination":{"endpointType":"WebHook","properties":{
          "endpointUrl":"https://hook.test/in","maxEventsPerBatch":10}}}}
        """);
    bench.publish("orders", CLOUD_EVENT);
    assertThat(header(onlyDelivery(), "content-type"))
        .isEqualTo("application/cloudevents-batch+json; charset=utf-8");
    assertThat(body(onlyDelivery()).isArray()).isTrue();
  }

  @Test
  void attributesTravelAsHeadersThatNoPublisherCanBreakOutOf() {
    bench.topic("orders", "EventGridSchema");
    bench.put(
        EventsBench.TOPICS + "orders/eventSubscriptions/billing",
        """
        {"properties":{"destination":{"endpointType":"WebHook","properties":{
          "endpointUrl":"https://hook.test/in","deliveryAttributeMappings":[
            {"name":"X-Fixed","type":"Static","properties":{"value":"v","isSecret":true}},
            {"name":"X-Number","type":"Dynamic","properties":{"sourceField":"data.no"}},
            {"name":"X-Name","type":"Dynamic","properties":{"sourceField":"data.who"}},
            {"name":"X-None","type":"Dynamic","properties":{"sourceField":"data.none"}}]}}}}
        """);
    bench.publish("orders", EVENT.replace("2.0", "2\\r\\nX-Evil: 1"));
    OutgoingCall call = onlyDelivery();
    assertThat(header(call, "x-fixed")).isEqualTo("v");
    assertThat(header(call, "x-number")).isEqualTo("7");
    assertThat(header(call, "x-name")).isEqualTo("Zo?");
    assertThat(call.headers().first("x-none")).isEmpty();
    assertThat(header(call, "aeg-data-version")).isEqualTo("2??X-Evil: 1");
  }

  @Test
  void oneTraceLeadsFromThePublisherToTheSubscriber() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", "");
    bench.publish("orders", EVENT);
    assertThat(onlyDelivery().trace()).isNotNull();
    assertThat(bench.spans).anyMatch(span -> span.name().equals("deliver"));
    assertThat(bench.spans.getLast().context().traceId())
        .isEqualTo(onlyDelivery().trace().traceId());
  }

  @Test
  void filtersDecideWhoGetsAnEvent() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe(
        "orders",
        "wanted",
        """
        "filter":{"advancedFilters":[{"operatorType":"NumberIn","key":"data.no","values":[7]}]}
        """);
    bench.subscribe("orders", "other", "\"filter\":{\"includedEventTypes\":[\"x\"]}");
    bench.publish("orders", EVENT);
    assertThat(header(onlyDelivery(), "aeg-subscription-name")).isEqualTo("WANTED");
  }

  @Test
  void failuresAreRepeatedByTheSchedule() {
    failing(500, DEAD_LETTERS + ",\"retryPolicy\":{\"eventTimeToLiveInMinutes\":1440}");
    int attempts = 1;
    for (Duration wait : SCHEDULE) {
      pass(wait.minusMillis(1));
      assertThat(bench.webhooks.deliveries()).as("before %s", wait).hasSize(attempts);
      pass(Duration.ofMillis(1));
      assertThat(bench.webhooks.deliveries()).as("after %s", wait).hasSize(++attempts);
      assertThat(header(bench.webhooks.lastDelivery(), "aeg-delivery-count"))
          .isEqualTo(Integer.toString(attempts - 1));
    }
    String id = header(bench.webhooks.lastDelivery(), "aeg-output-event-id");
    assertThat(bench.webhooks.deliveries())
        .allMatch(call -> header(call, "aeg-output-event-id").equals(id));
  }

  @ParameterizedTest
  @CsvSource({"408, 120", "503, 30", "404, 10", "301, 10", "205, 10", "429, 10"})
  void someAnswersAskForALongerWait(int status, int seconds) {
    failing(status, DEAD_LETTERS);
    pass(Duration.ofSeconds(seconds).minusMillis(1));
    assertThat(bench.webhooks.deliveries()).hasSize(1);
    pass(Duration.ofMillis(1));
    assertThat(bench.webhooks.deliveries()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 203, 204})
  void successIsFinal(int status) {
    failing(status, DEAD_LETTERS);
    pass(Duration.ofDays(2));
    assertThat(bench.webhooks.deliveries()).hasSize(1);
    assertThat(bench.deadLetters.written()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"400, BadRequest", "401, Unauthorized", "403, Forbidden", "413, PayloadTooLarge"})
  void someAnswersAreFinal(int status, String outcome) {
    failing(status, DEAD_LETTERS);
    pass(Duration.ofMinutes(5).minusMillis(1));
    assertThat(bench.deadLetters.written()).isEmpty();
    pass(Duration.ofMillis(1));
    JsonNode event = Json.parse(onlyDeadLetter().json()).path(0);
    assertThat(event.path("deadLetterReason").asText()).isEqualTo("UndeliverableDueToClientError");
    assertThat(event.path("lastDeliveryOutcome").asText()).isEqualTo(outcome);
    assertThat(bench.webhooks.deliveries()).hasSize(1);
  }

  @Test
  void theLastAttemptLeadsToADeadLetterAfterAWhile() {
    failing(500, DEAD_LETTERS + ",\"retryPolicy\":{\"maxDeliveryAttempts\":2}");
    pass(Duration.ofSeconds(10));
    pass(Duration.ofMinutes(5));

    Written written = onlyDeadLetter();
    assertThat(written.container())
        .isEqualTo(EventsBench.ACCOUNT + "/blobServices/default/containers/dead");
    assertThat(written.name()).matches("BILLING/2030/1/2/3/[0-9a-f-]{36}\\.json");
    JsonNode blob = Json.parse(written.json());
    assertThat(blob).hasSize(1);
    assertThat(blob.path(0))
        .isEqualTo(
            Json.parse(
                """
                {"id":"e-1","subject":"/orders/7","eventType":"order.accepted",
                 "eventTime":"2030-01-02T00:00:00Z","dataVersion":"2.0",
                 "data":{"no":7,"who":"Zoë"},"topic":"%s","metadataVersion":"1",
                 "deadLetterReason":"MaxDeliveryAttemptsExceeded","deliveryAttempts":2,
                 "lastDeliveryOutcome":"GenericError","publishTime":"2030-01-02T03:04:05Z",
                 "lastDeliveryAttemptTime":"2030-01-02T03:04:15Z"}
                """
                    .formatted(EventsBench.TOPICS + "orders")));
  }

  @Test
  void theDeadLetterOfACloudEventHasLowerCaseMembers() {
    bench.topic("orders", "CloudEventSchemaV1_0");
    bench.subscribe("orders", "billing", DEAD_LETTERS);
    bench.webhooks.answer(400);
    bench.publish("orders", CLOUD_EVENT);
    pass(Duration.ofMinutes(5));
    assertThat(Json.parse(onlyDeadLetter().json()).path(0))
        .isEqualTo(
            Json.parse(
                """
                {"specversion":"1.0","id":"e-1","source":"/shop","type":"order.accepted",
                 "data":{"no":7},"deadletterreason":"UndeliverableDueToClientError",
                 "deliveryattempts":1,"lastdeliveryoutcome":"BadRequest",
                 "publishtime":"2030-01-02T03:04:05Z"}
                """));
  }

  @Test
  void anEventLivesOnlySoLong() {
    failing(
        500,
        DEAD_LETTERS
            + ",\"retryPolicy\":{\"maxDeliveryAttempts\":10,\"eventTimeToLiveInMinutes\":30}");
    SCHEDULE.forEach(this::pass);
    // The documented example: half an hour leaves room for six attempts.
    assertThat(bench.webhooks.deliveries()).hasSize(6);
    assertThat(Json.parse(onlyDeadLetter().json()).path(0).path("deadLetterReason").asText())
        .isEqualTo("TimeToLiveExceeded");
  }

  @Test
  void withoutADeadLetterContainerAnEventIsDropped() {
    failing(400, "\"labels\":[]");
    pass(Duration.ofDays(1));
    assertThat(bench.webhooks.deliveries()).hasSize(1);
    assertThat(bench.deadLetters.tries()).isZero();
  }

  @Test
  void aContainerThatComesBackInTimeGetsTheDeadLetter() {
    failing(400, DEAD_LETTERS);
    bench.deadLetters.refuse(true);
    pass(Duration.ofMinutes(5));
    pass(Duration.ofHours(3));
    assertThat(bench.deadLetters.tries()).isGreaterThan(1);
    bench.deadLetters.refuse(false);
    pass(Duration.ofMinutes(1));
    onlyDeadLetter();
  }

  @Test
  void aContainerThatStaysAwayLosesTheDeadLetterAfterFourHours() {
    failing(400, DEAD_LETTERS);
    bench.deadLetters.refuse(true);
    pass(Duration.ofMinutes(5));
    pass(Duration.ofHours(4));
    int tries = bench.deadLetters.tries();
    bench.deadLetters.refuse(false);
    pass(Duration.ofMinutes(5));
    assertThat(bench.deadLetters.tries()).isEqualTo(tries);
    assertThat(bench.deadLetters.written()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_HOST, ResolutionError",
    "TIMEOUT, TimedOut",
    "CONNECTION_REFUSED, SocketError",
    "TLS, SocketError",
    "REPLY_TOO_LARGE, GenericError"
  })
  void noAnswerIsAnOutcomeToo(HttpCallException.Reason reason, String outcome) {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe(
        "orders", "billing", DEAD_LETTERS + ",\"retryPolicy\":{\"maxDeliveryAttempts\":1}");
    bench.webhooks.answer(
        call -> CompletableFuture.failedFuture(new HttpCallException(reason, "no", null)));
    bench.publish("orders", EVENT);
    pass(Duration.ofMinutes(5));
    assertThat(Json.parse(onlyDeadLetter().json()).path(0).path("lastDeliveryOutcome").asText())
        .isEqualTo(outcome);
  }

  @Test
  void aRemovedSubscriptionGetsNothingMore() {
    failing(500, DEAD_LETTERS);
    bench
        .manager()
        .tree()
        .delete(ResourceId.parse(EventsBench.TOPICS + "orders/eventSubscriptions/billing"));
    pass(Duration.ofDays(1));
    bench.publish("orders", EVENT);
    assertThat(bench.webhooks.deliveries()).hasSize(1);
    assertThat(bench.deadLetters.tries()).isZero();
  }

  @Test
  void anExpiredSubscriptionGetsNothingMore() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", "\"expirationTimeUtc\":\"2030-01-03T00:00:00Z\"");
    bench.publish("orders", EVENT);
    pass(Duration.ofDays(1));
    bench.publish("orders", EVENT);
    onlyDelivery();
  }

  @Test
  void anExpiredSubscriptionLeavesTheTree() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", "\"expirationTimeUtc\":\"2030-01-03T00:00:00Z\"");
    ResourceId id = ResourceId.parse(EventsBench.TOPICS + "orders/eventSubscriptions/billing");
    bench.crash();
    pass(Duration.ofHours(20));
    assertThat(bench.manager().tree().get(id)).isPresent();
    pass(Duration.ofHours(1));
    await().until(() -> bench.manager().tree().get(id).isEmpty());
  }

  @Test
  void aSubscriptionThatIsGivenMoreTimeStays() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", "\"expirationTimeUtc\":\"2030-01-03T00:00:00Z\"");
    bench.subscribe("orders", "billing", "\"expirationTimeUtc\":\"2030-01-05T00:00:00Z\"");
    pass(Duration.ofDays(2));
    bench.publish("orders", EVENT);
    onlyDelivery();
  }

  @Test
  void aSubscriptionOfTheSameNameInheritsNothing() {
    failing(500, DEAD_LETTERS);
    bench
        .manager()
        .tree()
        .delete(ResourceId.parse(EventsBench.TOPICS + "orders/eventSubscriptions/billing"));
    bench.subscribe("orders", "billing", "");
    pass(Duration.ofDays(1));
    assertThat(bench.webhooks.deliveries()).hasSize(1);
  }

  @Test
  void aChangedSubscriptionKeepsWhatWaitsForIt() {
    failing(500, DEAD_LETTERS);
    bench.subscribe("orders", "billing", "\"labels\":[\"a\"]");
    bench.crash();
    pass(Duration.ofSeconds(10));
    assertThat(bench.webhooks.deliveries()).hasSize(2);
  }

  @Test
  void aSystemEventCountsOnceWithinADay() {
    subscribeToStorage();
    for (int i = 0; i < 3; i++) {
      systemEvent("s-1");
      pass(Duration.ofHours(8).minusMillis(1));
    }
    assertThat(bench.webhooks.deliveries()).hasSize(1);
    systemEvent("s-2");
    assertThat(bench.webhooks.deliveries()).hasSize(2);
    pass(Duration.ofMillis(4));
    systemEvent("s-1");
    assertThat(bench.webhooks.deliveries()).hasSize(3);
  }

  @Test
  void whatWasRememberedSurvivesAKill() {
    subscribeToStorage();
    systemEvent("s-1");
    bench.crash();
    systemEvent("s-1");
    assertThat(bench.webhooks.deliveries()).hasSize(1);
    assertThat(body(onlyDelivery()).path(0).path("topic").asText()).isEqualTo(EventsBench.ACCOUNT);
  }

  @Test
  void anAttemptCutShortByAKillIsRepeatedAndASettledOneIsNot() {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", "");
    CompletableFuture<HttpReply> hanging = new CompletableFuture<>();
    bench.webhooks.answer(call -> hanging);
    publishWithoutWaiting();
    onlyDelivery();

    bench.webhooks.answer(200);
    bench.crash();
    bench.settle();
    assertThat(bench.webhooks.deliveries()).hasSize(2);
    assertThat(header(bench.webhooks.lastDelivery(), "aeg-output-event-id"))
        .isEqualTo(header(bench.webhooks.deliveries().getFirst(), "aeg-output-event-id"));

    bench.crash();
    pass(Duration.ofDays(1));
    assertThat(bench.webhooks.deliveries()).hasSize(2);
    assertThat(bench.webhooks.handshakes()).as("proven once").hasSize(1);
  }

  @Test
  void waitsSurviveAKill() {
    failing(500, DEAD_LETTERS);
    bench.crash();
    pass(Duration.ofSeconds(10));
    assertThat(bench.webhooks.deliveries()).hasSize(2);
  }

  @Test
  void queuesGetAMessageWithAStableId() {
    bench.topic("orders", "EventGridSchema");
    String queue = EventsBench.GROUP + "/providers/Microsoft.ServiceBus/namespaces/ns/queues/q";
    bench.put(
        EventsBench.TOPICS + "orders/eventSubscriptions/billing",
        """
        {"properties":{"destination":{"endpointType":"ServiceBusQueue","properties":{
          "resourceId":"%s","deliveryAttributeMappings":[
            {"name":"SessionId","type":"Dynamic","properties":{"sourceField":"data.no"}}]}}}}
        """
            .formatted(queue));
    bench.messages.fail(new IllegalStateException("full"));
    bench.publish("orders", EVENT);
    bench.messages.fail(null);
    pass(Duration.ofSeconds(10));
    pass(Duration.ofDays(1));

    assertThat(bench.messages.sent()).hasSize(2);
    Sent last = bench.messages.sent().getLast();
    assertThat(last.messageId()).isEqualTo(bench.messages.sent().getFirst().messageId());
    assertThat(last.entity()).isEqualTo(queue);
    assertThat(last.properties())
        .containsEntry("SessionId", "7")
        .containsEntry("aeg-delivery-count", "1")
        .containsEntry("aeg-output-event-id", last.messageId());
    assertThat(bench.webhooks.handshakes()).isEmpty();
  }

  /** Publishes one event to a webhook that answers {@code status}. */
  private void failing(int status, String subscription) {
    bench.topic("orders", "EventGridSchema");
    bench.subscribe("orders", "billing", subscription);
    bench.webhooks.answer(status);
    bench.publish("orders", EVENT);
    assertThat(bench.webhooks.deliveries()).hasSize(1);
  }

  private void publishWithoutWaiting() {
    bench.call(
        "POST",
        "/eventgrid/orders/api/events",
        EVENT,
        Fields.of("aeg-sas-key", bench.key("orders")));
    await().until(() -> !bench.webhooks.deliveries().isEmpty());
  }

  private void subscribeToStorage() {
    bench.put(
        EventsBench.GROUP + "/providers/Microsoft.EventGrid/systemTopics/blobs",
        """
        {"location":"westeurope","properties":{"source":"%s",
          "topicType":"Microsoft.Storage.StorageAccounts"}}
        """
            .formatted(EventsBench.ACCOUNT));
    bench.put(
        EventsBench.GROUP
            + "/providers/Microsoft.EventGrid/systemTopics/blobs/eventSubscriptions/created",
        """
        {"properties":{"destination":{"endpointType":"WebHook",
          "properties":{"endpointUrl":"https://hook.test/in"}}}}
        """);
  }

  private void systemEvent(String id) {
    bench
        .router()
        .systemEvents()
        .publish(
            new SystemEvent(
                id,
                ResourceId.parse(EventsBench.ACCOUNT),
                "Microsoft.Storage.BlobCreated",
                "/blobServices/default/containers/c/blobs/b",
                bench.clock.instant(),
                "",
                Json.object().put("api", "PutBlob"),
                null))
        .toCompletableFuture()
        .join();
    bench.settle();
  }

  private void pass(Duration time) {
    bench.clock.advance(time);
    bench.settle();
  }

  private OutgoingCall onlyDelivery() {
    assertThat(bench.webhooks.deliveries()).hasSize(1);
    return bench.webhooks.lastDelivery();
  }

  private Written onlyDeadLetter() {
    assertThat(bench.deadLetters.written()).hasSize(1);
    return bench.deadLetters.written().getFirst();
  }
}
