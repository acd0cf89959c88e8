package io.trunkline.workflows.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.check.Catalogue;
import io.trunkline.workflows.check.Finding;
import io.trunkline.workflows.check.WorkflowChecker;
import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.DefinitionParser;
import io.trunkline.workflows.definition.ParseResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Definitions with something wrong in them: each is read or refused with places and codes, checked
 * without a failure of the checker, and what can be deployed runs to an end or says why it cannot.
 * {@code -Dtrunkline.fuzz.definitions} for more.
 */
class DefinitionFuzzTest {
  private static final int PARSED = Integer.getInteger("trunkline.fuzz.definitions", 2_000);
  private static final int RUN = Math.max(1, PARSED / 40);
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final WorkflowChecker CHECKER =
      new WorkflowChecker(DefinitionLimits.DEFAULT, Catalogue.with(List.of()));

  private static final JsonNode SEED =
      Json.parse(
          """
          {"parameters":{"p":{"type":"String","defaultValue":"x"},"$connections":{"type":"Object","defaultValue":{}}},
           "staticResults":{"H0":{"status":"Succeeded","outputs":{"statusCode":"OK","body":1}}},
           "triggers":{"manual":{"type":"Request","kind":"Http","inputs":{"schema":{}},"conditions":[{"expression":"@true"}],"runtimeConfiguration":{"concurrency":{"runs":2}}}},
           "actions":{
             "Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"v","type":"integer","value":1}]}},
             "If":{"type":"If","expression":{"and":[{"equals":["@variables('v')",1]},{"not":{"contains":["abc","x"]}}]},"runAfter":{"Init":["Succeeded"]},
               "actions":{"Inc":{"type":"IncrementVariable","inputs":{"name":"v","value":2}}},"else":{"actions":{"No":{"type":"Compose","inputs":"@parameters('p')"}}}},
             "Each":{"type":"Foreach","foreach":"@range(0,3)","runAfter":{"If":["Succeeded"]},"runtimeConfiguration":{"concurrency":{"repetitions":2}},
               "actions":{"Item":{"type":"Compose","inputs":{"i":"@item()","t":"a@{items('Each')}"}}}},
             "Until":{"type":"Until","expression":"@equals(iterationIndexes('Until'),1)","limit":{"count":3,"timeout":"PT1H"},"runAfter":{"Init":["Succeeded"]},
               "actions":{"Wait":{"type":"Wait","inputs":{"interval":{"count":1,"unit":"Second"}}}}},
             "Switch":{"type":"Switch","expression":"@variables('v')","runAfter":{"If":["Succeeded","Failed"]},
               "cases":{"one":{"case":1,"actions":{"One":{"type":"Compose","inputs":1}}}},"default":{"actions":{"Other":{"type":"Compose","inputs":2}}}},
             "H":{"type":"Http","inputs":{"method":"GET","uri":"http://x.example/","retryPolicy":{"type":"fixed","count":1,"interval":"PT5S"}},"runtimeConfiguration":{"staticResult":{"name":"H0","staticResultOptions":"Enabled"},"secureData":{"properties":["outputs"]}},"trackedProperties":{"a":"@action()['code']"}},
             "Data":{"type":"Query","inputs":{"from":"@createArray(1,2)","where":"@greater(item(),1)"}},
             "Catch":{"type":"Scope","runAfter":{"Data":["Failed","Skipped","TimedOut"],"Each":["Succeeded"]},"actions":{"R":{"type":"Compose","inputs":"@result('Each')"}}},
             "Answer":{"type":"Response","inputs":{"statusCode":200,"body":"@body('Data')"},"runAfter":{"Data":["Succeeded"],"Each":["Succeeded"]}}},
           "outputs":{"o":{"type":"Array","value":"@body('Data')"}}}
          """);

  private static final List<JsonNode> VALUES =
      List.of(
          Json.parse("null"),
          Json.parse("true"),
          Json.parse("-1"),
          Json.parse("1e9"),
          Json.parse("\"\""),
          Json.parse("\"@\""),
          Json.parse("\"@{\""),
          Json.parse("\"@add(1\""),
          Json.parse("\"@body('Nobody')\""),
          Json.parse("\"@outputs('Each')\""),
          Json.parse("\"@variables('v')\""),
          Json.parse("\"PT0S\""),
          Json.parse("\"Scope\""),
          Json.parse("\"Until\""),
          Json.parse("\"Terminate\""),
          Json.parse("\"Nonsense\""),
          Json.parse("[]"),
          Json.parse("[[]]"),
          Json.parse("{}"),
          Json.parse("{\"Init\":[\"Succeeded\"]}"),
          Json.parse("{\"Answer\":[\"Skipped\"]}"),
          Json.parse("{\"type\":\"Compose\",\"inputs\":\"@item()\"}"));

  private static JsonNode mutated(long seed) {
    Random random = new Random(seed);
    ObjectNode definition = SEED.deepCopy();
    int changes = 1 + random.nextInt(3);
    for (int count = 0; count < changes; count++) {
      List<JsonNode> holders = new ArrayList<>();
      collect(definition, holders);
      change(holders.get(random.nextInt(holders.size())), holders, random);
    }
    return definition;
  }

  private static void collect(JsonNode node, List<JsonNode> holders) {
    if (node.isContainerNode() && !node.isEmpty()) {
      holders.add(node);
      node.forEach(child -> collect(child, holders));
    }
  }

  private static void change(JsonNode holder, List<JsonNode> holders, Random random) {
    JsonNode value =
        random.nextInt(4) == 0
            ? holders.get(random.nextInt(holders.size())).deepCopy()
            : VALUES.get(random.nextInt(VALUES.size())).deepCopy();
    if (holder instanceof ArrayNode array) {
      int at = random.nextInt(array.size());
      switch (random.nextInt(3)) {
        case 0 -> array.remove(at);
        case 1 -> array.set(at, value);
        default -> array.insert(at, value);
      }
      return;
    }
    ObjectNode object = (ObjectNode) holder;
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = names.get(random.nextInt(names.size()));
    switch (random.nextInt(4)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(name, value);
      case 2 -> object.set(name + "x", object.remove(name));
      default -> object.set(List.of("actions", "type", "A", "").get(random.nextInt(4)), value);
    }
  }

  @Test
  void eachIsReadOrRefusedWithPlacesAndChecked() {
    DefinitionParser parser = new DefinitionParser(DefinitionLimits.DEFAULT);
    assertThat(parser.parse(SEED)).isInstanceOf(ParseResult.Valid.class);
    int refused = 0;
    for (long seed = 0; seed < PARSED; seed++) {
      JsonNode definition = mutated(seed);
      if (parser.parse(definition) instanceof ParseResult.Invalid invalid) {
        refused++;
        assertThat(invalid.problems())
            .as("seed " + seed)
            .isNotEmpty()
            .allSatisfy(
                problem -> {
                  assertThat(problem.path()).startsWith("$");
                  assertThat(problem.code()).isNotBlank();
                  assertThat(problem.message()).isNotBlank();
                });
      }
      List<Finding> findings = CHECKER.check(definition);
      assertThat(findings)
          .as("seed " + seed)
          .allSatisfy(one -> assertThat(one.path()).startsWith("$"));
    }
    // The mutations are worth something: many break a definition, many do not.
    assertThat(refused).isBetween(PARSED / 10, PARSED * 9 / 10);
  }

  static LongStream seeds() {
    return LongStream.range(0, RUN);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatCanBeDeployedRunsToAnEndOrSaysWhy(long seed) {
    LocalWorkflow workflow = LocalWorkflow.of("w", mutated(seed));
    try (LocalEngine engine =
        new LocalEngine(
            LocalEngine.Options.offline(NOW), new Mocks(Json.object(), false), Map.of())) {
      engine.deploy(workflow);
      for (RunReport run : engine.run(workflow, TriggerInput.ofBody(Json.parse("{}")))) {
        assertThat(run.status().ended()).isTrue();
      }
    } catch (LocalException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
