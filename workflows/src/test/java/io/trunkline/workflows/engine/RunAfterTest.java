package io.trunkline.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which follower runs after which outcome, and what the run ends as (§5.2, §5.3). */
class RunAfterTest {
  private final Engine engine = new Engine();

  @AfterEach
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource({
    // outcome of First, statuses listed, Second, run
    "ok,       Succeeded,            Succeeded, Succeeded",
    "ok,       Failed,               Skipped,   Succeeded",
    "ok,       FAILED|succeeded,     Succeeded, Succeeded",
    "failed,   Succeeded,            Skipped,   Failed",
    "failed,   Failed,               Succeeded, Succeeded",
    "failed,   Failed|TimedOut,      Succeeded, Succeeded",
    "failed,   TimedOut,             Skipped,   Failed",
    "skipped,  Succeeded,            Skipped,   Failed",
    "skipped,  Skipped,              Succeeded, Succeeded",
    "skipped,  Failed,               Skipped,   Failed",
  })
  void followersRunAfterTheListedStatuses(
      String outcome, String listed, String second, String status) {
    String first =
        switch (outcome) {
          case "ok" -> "\"First\":{\"type\":\"Compose\",\"inputs\":1}";
          case "failed" -> "\"First\":{\"type\":\"Compose\",\"inputs\":\"@int('x')\"}";
          default ->
              "\"Zero\":{\"type\":\"Compose\",\"inputs\":\"@int('x')\"},\"First\":{\"type\":\"Compose\",\"inputs\":1,\"runAfter\":{\"Zero\":[\"Succeeded\"]}}";
        };
    engine.deploy(
        "w",
        Engine.REQUEST,
        "{%s,\"Second\":{\"type\":\"Compose\",\"inputs\":2,\"runAfter\":{\"First\":[\"%s\"]}}}"
            .formatted(first, listed.replace("|", "\",\"")));
    JsonNode run = engine.runToEnd("w", "{}");
    JsonNode follower = engine.actionOf("w", "Second");
    assertThat(follower.path("status").asText()).isEqualTo(second);
    assertThat(run.at("/properties/status").asText()).isEqualTo(status);
    if (second.equals("Skipped")) {
      assertThat(follower.path("code").asText()).isEqualTo("ActionSkipped");
      assertThat(follower.at("/error/code").asText()).isEqualTo("ActionConditionFailed");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,         1,         Succeeded, Succeeded",
    "@int('x'), 1,         Skipped,   Failed",
    "1,         @int('x'), Skipped,   Failed",
  })
  void aJoinNeedsAllItsPredecessors(String left, String right, String join, String status) {
    engine.deploy(
        "w",
        Engine.REQUEST,
        """
        {"Left":{"type":"Compose","inputs":"%s"},
         "Right":{"type":"Compose","inputs":"%s"},
         "Join":{"type":"Compose","inputs":3,"runAfter":{"Left":["Succeeded"],"Right":["Succeeded"]}}}
        """
            .formatted(left, right));
    JsonNode run = engine.runToEnd("w", "{}");
    assertThat(engine.actionOf("w", "Join").path("status").asText()).isEqualTo(join);
    assertThat(run.at("/properties/status").asText()).isEqualTo(status);
  }
}
