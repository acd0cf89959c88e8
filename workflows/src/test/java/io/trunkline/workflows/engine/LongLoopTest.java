package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.WorkflowRoom;
import org.junit.jupiter.api.Test;

/**
 * A loop costs a step for as many passes as run at once: its cost grows with its items, no more.
 */
class LongLoopTest {
  @Test
  void thousandsOfPassesTakeAFewHundredSteps() {
    try (Engine engine = new Engine()) {
      engine.deploy(
          "w",
          Engine.REQUEST,
          "{\"Each\":{\"type\":\"Foreach\",\"foreach\":\"@range(0,2000)\",\"actions\":{\"A\":{\"type\":\"Compose\",\"inputs\":\"@item()\"}}}}");
      int before = engine.kernel.log(WorkflowRoom.SHARD).committedEntries();
      JsonNode run = engine.runToEnd("w", "{}");
      assertThat(run.at("/properties/status").asText()).isEqualTo("Succeeded");
      assertThat(engine.actionOf("w", "A").path("repetitionCount").asInt()).isEqualTo(2_000);
      int entries = engine.kernel.log(WorkflowRoom.SHARD).committedEntries() - before;
      assertThat(entries).isLessThan(2_000 / 20 + 20);
    }
  }
}
