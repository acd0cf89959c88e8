package io.trunkline.workflows.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.value.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of every action that needs nothing outside, from {@code actions.json}. */
class ActionTableTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final String REQUEST =
      "{\"manual\":{\"type\":\"Request\",\"kind\":\"Http\",\"inputs\":{}}}";

  static JsonNode table() throws IOException {
    try (InputStream file = ActionTableTest.class.getResourceAsStream("actions.json")) {
      return Json.parseLenient(file.readAllBytes());
    }
  }

  static Stream<Arguments> rows() throws IOException {
    return table().valueStream().map(row -> Arguments.of(row.path("rule").asText(), row));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void aRunDoesWhatTheRuleSays(String rule, JsonNode row) {
    RunReport run = run(row);
    String wanted = row.path("run").asText("Succeeded");
    assertThat(run.status().text()).isEqualTo(wanted);
    if (row.has("error")) {
      assertThat(run.error().code()).isEqualTo(row.path("error").asText());
    }
    for (Map.Entry<String, JsonNode> one : row.path("expect").properties()) {
      Optional<RunReport.Step> step = run.action(one.getKey());
      JsonNode expected = one.getValue();
      if (expected.path("is").asText().equals("absent")) {
        assertThat(step).isEmpty();
      } else {
        assertStep(one.getKey(), step.orElseThrow(), expected);
      }
    }
  }

  private static void assertStep(String name, RunReport.Step step, JsonNode expected) {
    if (expected.has("is")) {
      assertThat(step.status().text() + " " + step.code())
          .as(name + " " + step.error())
          .startsWith(expected.path("is").asText());
    }
    if (expected.has("outputs")) {
      assertThat(JsonText.of(step.outputs()))
          .as(name + " " + step.error())
          .isEqualTo(JsonText.of(expected.path("outputs")));
    }
    if (expected.has("error")) {
      assertThat(step.error().message()).contains(expected.path("error").asText());
    }
  }

  private static RunReport run(JsonNode row) {
    ObjectNode definition = Json.object();
    definition.set("triggers", Json.parse(REQUEST));
    definition.set("actions", row.path("actions"));
    definition.set("staticResults", row.path("staticResults").deepCopy());
    if (!row.has("staticResults")) {
      definition.remove("staticResults");
    }
    LocalWorkflow workflow = LocalWorkflow.of("w", definition);
    Mocks mocks = new Mocks(row.has("mocks") ? row.path("mocks") : Json.object(), false);
    try (LocalEngine engine =
        new LocalEngine(LocalEngine.Options.offline(NOW), mocks, workflow.appSettings())) {
      engine.deploy(workflow);
      return engine.run(workflow, TriggerInput.ofBody(Json.parse("{}"))).getFirst();
    }
  }
}
