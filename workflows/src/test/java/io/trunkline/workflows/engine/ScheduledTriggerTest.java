package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Triggers that look for themselves: sliding windows, polls over HTTP (§3.4, §3.6). */
class ScheduledTriggerTest {
  private static final String WINDOW_ACTION =
      "{\"A\":{\"type\":\"Compose\",\"inputs\":\"@{triggerOutputs()?['windowStartTime']}/@{triggerOutputs()?['windowEndTime']}\"}}";

  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private List<String> windows() {
    List<String> windows = new ArrayList<>();
    for (JsonNode run : engine.list(Engine.workflowId("w"), "runs")) {
      windows.addFirst(
          engine
              .get(
                  Engine.workflowId("w")
                      .child("runs", run.path("name").asText())
                      .child("actions", "A"))
              .at("/properties/outputs")
              .asText());
    }
    return windows;
  }

  private boolean complete(int size) {
    List<String> windows = windows();
    return windows.size() == size && windows.stream().allMatch(text -> text.length() > 1);
  }

  private String sliding(Instant start, String delay) {
    return "{\"window\":{\"type\":\"SlidingWindow\",\"inputs\":{\"delay\":\"%s\"},\"recurrence\":{\"frequency\":\"Hour\",\"interval\":1,\"startTime\":\"%s\"}}}"
        .formatted(delay, start);
  }

  @Test
  void windowsOfThePastAreMadeUpForInOrderAndNoneIsLeftOut() {
    Instant start = engine.clock.instant().minus(Duration.ofMinutes(150));
    engine.deploy("w", sliding(start, "PT0S"), WINDOW_ACTION);
    await().ignoreExceptions().until(() -> complete(2));
    // Disabled for three windows: they are made up for as soon as it is enabled again.
    engine.tree.action(Engine.workflowId("w"), "disable", Json.object());
    engine.clock.advance(Duration.ofHours(3));
    engine.kernel.settle();
    engine.crash();
    assertThat(windows()).hasSize(2);
    engine.tree.action(Engine.workflowId("w"), "enable", Json.object());
    await().ignoreExceptions().until(() -> complete(5));
    // Runs of one millisecond have no order of their own.
    assertThat(windows())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 5)
                .mapToObj(i -> text(start, i) + "/" + text(start, i + 1))
                .toList());
  }

  @Test
  void aDelayPostponesAWindow() {
    Instant start = engine.clock.instant();
    engine.deploy("w", sliding(start, "PT10M"), WINDOW_ACTION);
    engine.clock.advance(Duration.ofMinutes(65));
    engine.kernel.settle();
    assertThat(windows()).isEmpty();
    engine.clock.advance(Duration.ofMinutes(5));
    await().until(() -> windows().size() == 1);
  }

  private static String text(Instant start, int hours) {
    return text(start.plus(Duration.ofHours(hours)));
  }

  private static String text(Instant time) {
    return io.trunkline.workflows.effects.Timestamps.of(time);
  }

  private static final String POLL =
      "{\"poll\":{\"type\":\"Http\",\"inputs\":{\"method\":\"GET\",\"uri\":\"http://feed.example/items\",\"authentication\":{\"type\":\"Basic\",\"username\":\"u\",\"password\":\"p\"}},\"recurrence\":{\"frequency\":\"Minute\",\"interval\":5}}}";

  @Test
  void aPollFiresOnSuccessAndFollowsLocationAndRetryAfter() {
    engine.http.answers(
        call ->
            switch (engine.http.calls().size()) {
              case 1 ->
                  HttpReply.status(202)
                      .withHeader("Location", "/items?after=1")
                      .withHeader("Retry-After", "10");
              case 2 ->
                  HttpReply.json(200, Json.object().put("n", 2)).withHeader("Retry-After", "20");
              case 3 -> HttpReply.status(404);
              default -> HttpReply.status(202);
            });
    engine.deploy("w", POLL, "{\"A\":{\"type\":\"Compose\",\"inputs\":\"@triggerBody()\"}}");
    await().until(() -> engine.http.calls().size() == 1);
    engine.kernel.settle();
    engine.clock.advance(Duration.ofSeconds(10));
    await().until(() -> engine.http.calls().size() == 2);
    assertThat(engine.http.calls().get(1).uri().toString())
        .isEqualTo("http://feed.example/items?after=1");
    assertThat(engine.http.calls().get(1).headers().first("authorization")).contains("Basic dTpw");
    engine.ended("w");
    assertThat(engine.actionOf("w", "A").at("/outputs/n").asInt()).isEqualTo(2);
    engine.kernel.settle();
    engine.clock.advance(Duration.ofSeconds(20));
    await().until(() -> engine.http.calls().size() == 3);
    await().until(() -> statuses().equals(List.of("Skipped", "Succeeded", "Failed")));
    engine.clock.advance(Duration.ofMinutes(5));
    await().until(() -> engine.http.calls().size() == 4);
    assertThat(engine.list(Engine.workflowId("w"), "runs")).hasSize(1);
  }

  @Test
  void aPollIsRetriedBeforeItCountsAsFailed() {
    engine.http.answers(call -> HttpReply.status(engine.http.calls().size() == 1 ? 503 : 200));
    engine.deploy("w", POLL, "{}");
    await().until(() -> engine.http.calls().size() == 1);
    engine.kernel.settle();
    engine.clock.advance(Duration.ofSeconds(8));
    await().until(() -> engine.http.calls().size() == 2);
    await().until(() -> statuses().equals(List.of("Succeeded")));
  }

  private List<String> statuses() {
    List<String> statuses = new ArrayList<>();
    engine
        .list(Engine.workflowId("w").child("triggers", "poll"), "histories")
        .forEach(entry -> statuses.addFirst(entry.at("/properties/status").asText()));
    return statuses;
  }

  @Test
  void aRecurrenceEndsAfterItsCount() {
    engine.deploy(
        "w",
        "{\"r\":{\"type\":\"Recurrence\",\"recurrence\":{\"frequency\":\"Minute\",\"interval\":1,\"count\":2}}}",
        "{}");
    for (int i = 0; i < 5; i++) {
      engine.kernel.settle();
      engine.clock.advance(Duration.ofMinutes(1));
    }
    engine.kernel.settle();
    assertThat(engine.list(Engine.workflowId("w"), "runs")).hasSize(2);
  }

  @Test
  void whatFollowsTheLastRunFiresOnceAfterTheNodeWasDown() {
    engine.deploy(
        "w",
        "{\"r\":{\"type\":\"Recurrence\",\"recurrence\":{\"frequency\":\"Minute\",\"interval\":1}}}",
        "{}");
    await().until(() -> engine.list(Engine.workflowId("w"), "runs").size() == 1);
    engine.kernel.settle();
    engine.kernel = engine.kernel.crash();
    engine.clock.advance(Duration.ofSeconds(605));
    engine.room = engine.open();
    await().until(() -> engine.list(Engine.workflowId("w"), "runs").size() == 2);
    engine.kernel.settle();
    engine.clock.advance(Duration.ofSeconds(50));
    engine.kernel.settle();
    assertThat(engine.list(Engine.workflowId("w"), "runs")).hasSize(2);
    engine.clock.advance(Duration.ofSeconds(10));
    await().until(() -> engine.list(Engine.workflowId("w"), "runs").size() == 3);
  }

  @Test
  void occurrencesOfACalendarThatPassWhileTheNodeIsDownAreNotMadeUpFor() {
    String start = engine.clock.instant().plus(Duration.ofMinutes(30)).toString();
    engine.deploy(
        "w",
        "{\"r\":{\"type\":\"Recurrence\",\"recurrence\":{\"frequency\":\"Hour\",\"interval\":1,\"startTime\":\"%s\"}}}"
            .formatted(start),
        "{}");
    engine.kernel.settle();
    engine.kernel = engine.kernel.crash();
    engine.clock.advance(Duration.ofMinutes(100)); // two occurrences
    engine.room = engine.open();
    engine.kernel.settle();
    assertThat(engine.list(Engine.workflowId("w"), "runs")).isEmpty();
    engine.clock.advance(Duration.ofMinutes(50));
    await().until(() -> engine.list(Engine.workflowId("w"), "runs").size() == 1);

    engine.kernel.settle();
    engine.kernel = engine.kernel.crash();
    engine.clock.advance(Duration.ofHours(1).plusSeconds(20)); // a short delay is none
    engine.room = engine.open();
    await().until(() -> engine.list(Engine.workflowId("w"), "runs").size() == 2);
  }
}
