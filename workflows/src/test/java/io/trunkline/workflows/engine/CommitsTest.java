package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.net.http.HttpReply;
import io.trunkline.workflows.WorkflowRoom;
import org.junit.jupiter.api.Test;

/** How many log entries runs take: that is what they cost. */
class CommitsTest {
  private static final int ACTIONS = 10;

  private static String sequence(String action) {
    StringBuilder actions = new StringBuilder("{");
    for (int i = 0; i < ACTIONS; i++) {
      String after = i == 0 ? "" : "\"A%d\":[\"Succeeded\"]".formatted(i - 1);
      actions
          .append(i == 0 ? "" : ",")
          .append("\"A%d\":{%s,\"runAfter\":{%s}}".formatted(i, action, after));
    }
    return actions.append("}").toString();
  }

  private static int entriesOf(Engine engine, String actions) {
    engine.deploy("w", Engine.REQUEST, actions);
    int before = engine.kernel.log(WorkflowRoom.SHARD).committedEntries();
    assertThat(engine.runToEnd("w", "{}").at("/properties/status").asText()).isEqualTo("Succeeded");
    return engine.kernel.log(WorkflowRoom.SHARD).committedEntries() - before;
  }

  @Test
  void actionsThatComputeShareOne() {
    try (Engine engine = new Engine()) {
      int entries = entriesOf(engine, sequence("\"type\":\"Compose\",\"inputs\":\"@guid()\""));
      assertThat(entries).as("the run's beginning, and all of it").isLessThanOrEqualTo(2);
    }
  }

  @Test
  void aCallTakesOne() {
    try (Engine engine = new Engine()) {
      engine.http.answers(call -> HttpReply.status(200));
      String call =
          "\"type\":\"Http\",\"inputs\":{\"method\":\"GET\",\"uri\":\"http://shop.example/\"}";
      assertThat(entriesOf(engine, sequence(call)))
          .as("the run's beginning, its first call, and a result with the next call each")
          .isLessThanOrEqualTo(2 + ACTIONS);
    }
  }
}
