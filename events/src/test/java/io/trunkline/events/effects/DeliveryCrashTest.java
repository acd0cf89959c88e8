package io.trunkline.events.effects;

import static io.trunkline.events.testkit.Webhooks.body;
import static io.trunkline.events.testkit.Webhooks.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trunkline.events.testkit.EventsBench;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.SystemEvents.SystemEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What survives a kill, and what is remembered of events that come twice. */
class DeliveryCrashTest extends DeliveryScenario {
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
}
