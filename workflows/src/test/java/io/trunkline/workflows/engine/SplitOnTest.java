package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.WorkflowRoom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Triggers that make a run of each element, also of more than one log entry holds (§3.11). */
class SplitOnTest {
  private static final String SPLIT =
      "{\"manual\":{\"type\":\"Request\",\"kind\":\"Http\",\"inputs\":{},\"splitOn\":\"@triggerBody()\"}}";
  private static final ResourceId WORKFLOW = Engine.workflowId("w");

  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private static String items(int count, int bytes) {
    ArrayNode items = Json.array();
    for (int i = 0; i < count; i++) {
      items.addObject().put("n", i).put("text", "x".repeat(bytes));
    }
    return Json.text(items);
  }

  /** Returns which elements runs that have succeeded are of. */
  private Set<Integer> done(int most) {
    Set<Integer> done = new HashSet<>();
    for (JsonNode run :
        engine.list(WORKFLOW, "runs", "$filter", "status eq 'Succeeded'", "$top", "" + most)) {
      ResourceId id = WORKFLOW.child("runs", run.path("name").asText());
      done.add(engine.get(id.child("actions", "N")).at("/properties/outputs").asInt());
    }
    return done;
  }

  @ParameterizedTest
  @CsvSource({"40, 50000", "6, 300000", "3, 1500000"})
  void elementsOfMoreThanOneEntryAllGetRuns(int count, int bytes) {
    engine.deploy("w", SPLIT, "{\"N\":{\"type\":\"Compose\",\"inputs\":\"@triggerBody()['n']\"}}");
    assertThat(engine.post("w", items(count, bytes)).status()).isEqualTo(202);
    await().until(() -> done(count + 1).size() == count);
    JsonNode histories = engine.list(WORKFLOW.child("triggers", "manual"), "histories");
    assertThat(histories).hasSize(1);
    assertThat(histories.at("/0/properties/status").asText()).isEqualTo("Succeeded");
    engine.crash();
    assertThat(done(count + 1)).hasSize(count);
  }

  @Test
  void thousandsOfSmallElementsGetRunsToo() {
    engine.deploy("w", SPLIT, "{}");
    assertThat(engine.post("w", items(4_500, 1)).status()).isEqualTo(202);
    engine.kernel.settle();
    int runs = 0;
    String next = "";
    do {
      JsonNode page =
          next.isEmpty()
              ? engine.page(WORKFLOW, "runs", "$top", "250")
              : engine.page(WORKFLOW, "runs", "$top", "250", "$skiptoken", next);
      runs += page.path("value").size();
      String link = page.path("nextLink").asText();
      next = link.replaceAll("^.*skiptoken=|&.*$", "");
    } while (!next.isEmpty());
    assertThat(runs).isEqualTo(4_500);
  }

  @Test
  void aCrashInTheMiddleOfACallLeavesNothingTwice() {
    engine.deploy("w", SPLIT, "{}");
    engine.kernel.settle();
    engine.kernel.log(WorkflowRoom.SHARD).holdCommits();
    Thread caller = Thread.startVirtualThread(() -> engine.post("w", items(40, 50_000)));
    await().until(() -> engine.kernel.log(WorkflowRoom.SHARD).uncommittedEntries() > 0);
    engine.kernel.log(WorkflowRoom.SHARD).commitHeld(); // the first part
    engine.crash();
    caller.interrupt();
    engine.kernel.settle();
    int runs = engine.list(WORKFLOW, "runs", "$top", "100").size();
    assertThat(runs).isBetween(0, 39);
    engine.clock.advance(Duration.ofSeconds(1));
    assertThat(engine.post("w", items(40, 50_000)).status()).isEqualTo(202);
    assertThat(engine.list(WORKFLOW, "runs", "$top", "100")).hasSize(runs + 40);
  }
}
