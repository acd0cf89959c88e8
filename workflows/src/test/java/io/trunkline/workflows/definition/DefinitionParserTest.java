package io.trunkline.workflows.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DefinitionParserTest {
  private final DefinitionParser parser = new DefinitionParser(DefinitionLimits.DEFAULT);

  private static JsonNode json(String text) {
    return Json.parseLenient(text.replace('`', '"').getBytes(StandardCharsets.UTF_8));
  }

  private WorkflowDefinition valid(String text) {
    ParseResult result = parser.parse(json(text));
    assertThat(result).isInstanceOf(ParseResult.Valid.class);
    return ((ParseResult.Valid) result).definition();
  }

  private List<Problem> problems(JsonNode definition) {
    return switch (parser.parse(definition)) {
      case ParseResult.Valid _ -> List.of();
      case ParseResult.Invalid invalid -> invalid.problems();
    };
  }

  @Test
  void readsNestedScopes() {
    WorkflowDefinition definition =
        valid(
            """
            {`$schema`: `s`, `contentVersion`: `1.0.0.0`, `notes`: {`any`: 1},
             `parameters`: {`limit`: {`type`: `int`, `defaultValue`: 5}},
             `triggers`: {`manual`: {`type`: `request`, `kind`: `Http`,
               `conditions`: [{`expression`: `@greater(length(triggerBody()), 0)`}],
               `splitOn`: `@triggerBody()`,
               `inputs`: {`schema`: {`type`: `array`}, `method`: `POST`},
               `operationOptions`: `EnableSchemaValidation, SingleInstance`}},
             `actions`: {
               `Init`: {`type`: `InitializeVariable`, `runAfter`: {},
                 `inputs`: {`variables`: [{`name`: `n`, `type`: `integer`, `value`: 0}]}},
               `Loop`: {`type`: `foreach`, `foreach`: `@triggerBody()`,
                 `runAfter`: {`init`: [`SUCCEEDED`, `TimedOut`]},
                 `runtimeConfiguration`: {`concurrency`: {`repetitions`: 5}},
                 `actions`: {
                   `Check`: {`type`: `If`,
                     `expression`: {`and`: [{`greater`: [`@items('Loop')`, 1]},
                                            {`not`: {`equals`: [`@variables('N')`, `x`]}}]},
                     `actions`: {`Post`: {`type`: `Http`,
                       `inputs`: {`method`: `GET`, `uri`: `http://x/@{parameters('limit')}`,
                         `retryPolicy`: {`type`: `fixed`, `count`: 2, `interval`: `PT5S`}},
                       `limit`: {`timeout`: `PT1M`}}},
                     `else`: {`actions`: {`Wait`: {`type`: `Wait`,
                       `inputs`: {`interval`: {`count`: 1, `unit`: `Minute`}}}}}}}},
               `Again`: {`type`: `Until`, `runAfter`: {`Loop`: [`Succeeded`]},
                 `expression`: `@equals(outputs('Step'), iterationIndexes('Again'))`,
                 `limit`: {`count`: 3, `timeout`: `PT1H`},
                 `actions`: {`Step`: {`type`: `Compose`, `inputs`: `@result('Loop')`}}},
               `Choose`: {`type`: `Switch`, `runAfter`: {`Again`: [`Succeeded`]},
                 `expression`: `@outputs('Step')`,
                 `cases`: {`one`: {`case`: 1, `actions`: {`A`: {`type`: `Compose`, `inputs`: 1}}}},
                 `default`: {`actions`: {`B`: {`type`: `Compose`, `inputs`: 2}}}}},
             `outputs`: {`sum`: {`type`: `Int`, `value`: `@variables('n')`}}}
            """);
    TriggerDefinition trigger = definition.trigger("MANUAL").orElseThrow();
    assertThat(trigger.type()).isEqualTo(TriggerType.REQUEST);
    assertThat(trigger.splitOn()).isPresent();
    assertThat(trigger.settings().has(OperationOption.SINGLE_INSTANCE)).isTrue();
    ActionDefinition loop = definition.action("loop").orElseThrow();
    assertThat(loop.runAfter()).containsEntry("init", Set.of(Status.SUCCEEDED, Status.TIMED_OUT));
    assertThat(definition.allActions())
        .extracting(ActionDefinition::name)
        .containsExactly(
            "Init", "Loop", "Check", "Post", "Wait", "Again", "Step", "Choose", "A", "B");
    assertThat(definition.parent("POST")).map(ActionDefinition::name).contains("Check");
    assertThat(definition.action("Post").orElseThrow().settings().retryPolicy()).isPresent();
    assertThat(((ActionBody.Switch) definition.action("Choose").orElseThrow().body()).cases())
        .containsKey("one");
  }

  static Stream<Arguments> refusals() {
    String compose = "`B`: {`type`: `Compose`, `inputs`: 1}";
    return Stream.of(
        actions("`A`: {`inputs`: 1}", "$.actions.A", "InvalidTemplate", "'type'"),
        actions(
            "`A`: {`type`: `Magic`}", "$.actions.A", "WorkflowRunActionTypeUnsupported", "Magic"),
        actions(
            "`A`: {`type`: `Compose`, `inputs`: {`x`: [`@nope(1)`]}}",
            "$.actions.A.inputs.x[0]",
            "InvalidTemplate",
            "'nope'"),
        actions(
            "`A`: {`type`: `Compose`, `inputs`: `a@{concat('x'`}",
            "$.actions.A.inputs",
            "InvalidTemplate",
            "position '1'"),
        actions(
            "`A`: {`type`: `Compose`, `inputs`: 1, `runAfter`: {`X`: [`Succeeded`]}}",
            "$.actions.A.runAfter.X",
            "InvalidTemplate",
            "not defined"),
        actions(
            compose
                + ", `S`: {`type`: `Scope`, `actions`: {`A`: {`type`: `Compose`, `inputs`: 1,"
                + " `runAfter`: {`B`: [`Succeeded`]}}}}",
            "$.actions.S.actions.A.runAfter.B",
            "InvalidTemplate",
            "same scope"),
        actions(
            "`A`: {`type`: `Compose`, `inputs`: 1, `runAfter`: {`B`: [`Nope`]}}, " + compose,
            "$.actions.A.runAfter.B[0]",
            "InvalidTemplate",
            "'Nope'"),
        actions(
            "`A`: {`type`: `Compose`, `inputs`: 1, `runAfter`: {`C`: [`Failed`]}},"
                + "`C`: {`type`: `Compose`, `inputs`: 1, `runAfter`: {`A`: [`Failed`]}}",
            "$.actions.A.runAfter.C",
            "InvalidTemplate",
            "cycle"),
        actions(
            "`S`: {`type`: `Scope`, `actions`: {`b`: {`type`: `Compose`, `inputs`: 1}}}, "
                + compose,
            "$.actions.B",
            "InvalidTemplate",
            "not unique"),
        actions(
            "`A`: {`type`: `Compose`, `inputs`: `@body('Z')`}",
            "$.actions.A.inputs",
            "InvalidTemplate",
            "'Z'"),
        actions(
            compose + ", `A`: {`type`: `Compose`, `inputs`: `@outputs('B')`}",
            "$.actions.A.inputs",
            "InvalidTemplate",
            "'runAfter' path"),
        actions(
            "`A`: {`type`: `Compose`, `inputs`: `@variables('v')`}",
            "$.actions.A.inputs",
            "InvalidTemplate",
            "variable 'v'"),
        actions(
            "`A`: {`type`: `Compose`, `inputs`: `@parameters('p')`}",
            "$.actions.A.inputs",
            "InvalidTemplate",
            "parameter 'p'"),
        actions(
            "`A`: {`type`: `Compose`, `inputs`: `@items('L')`}",
            "$.actions.A.inputs",
            "InvalidTemplate",
            "'L'"),
        actions(
            "`A`: {`type`: `SetVariable`, `inputs`: {`name`: `v`, `value`: 1}}",
            "$.actions.A.inputs.name",
            "InvalidVariableOperation",
            "'v'"),
        actions(
            "`S`: {`type`: `Scope`, `actions`: {`A`: {`type`: `InitializeVariable`, `inputs`:"
                + " {`variables`: [{`name`: `v`, `type`: `string`}]}}}}",
            "$.actions.S.actions.A.inputs.variables",
            "InvalidVariableInitialization",
            "top level"),
        actions(
            "`L`: {`type`: `Foreach`, `foreach`: [], `actions`: {`T`: {`type`: `Terminate`,"
                + " `inputs`: {`runStatus`: `Failed`}}}}",
            "$.actions.L.actions.T",
            "InvalidTemplate",
            "loop 'L'"),
        actions(
            "`L`: {`type`: `Foreach`, `actions`: {}}",
            "$.actions.L",
            "InvalidTemplate",
            "'foreach'"),
        actions(
            "`I`: {`type`: `If`, `expression`: {`xyz`: [1, 2]}, `actions`: {}}",
            "$.actions.I.expression",
            "InvalidTemplate",
            "xyz"),
        actions(
            "`L`: {`type`: `Foreach`, `foreach`: [], `operationOptions`: `Sequential`,"
                + " `runtimeConfiguration`: {`concurrency`: {`repetitions`: 2}}, `actions`: {}}",
            "$.actions.L.runtimeConfiguration.concurrency",
            "InvalidConcurrencyConfiguration",
            "Sequential"),
        actions(
            "`U`: {`type`: `Until`, `expression`: `@equals(1, 1)`, `limit`: {`count`: 9999},"
                + " `actions`: {}}",
            "$.actions.U.limit.count",
            "WorkflowRunActionUntilLimitInvalid",
            "9999"),
        actions(
            "`H`: {`type`: `Http`, `inputs`: {`retryPolicy`: {`type`: `fixed`, `count`: 1}}}",
            "$.actions.H.inputs.retryPolicy",
            "InvalidTemplate",
            "interval"),
        actions(
            "`H`: {`type`: `Http`, `inputs`: {}, `runtimeConfiguration`: {`staticResult`:"
                + " {`name`: `H0`, `staticResultOptions`: `Enabled`}}}",
            "$.actions.H.runtimeConfiguration.staticResult",
            "InvalidStaticResultName",
            "H0"),
        Arguments.of(
            "{`triggers`: {`t`: {`type`: `Recurrence`, `recurrence`: {`frequency`: `Day`,"
                + " `interval`: 501}}}, `actions`: {}}",
            "$.triggers.t.recurrence",
            "InvalidWorkflowTriggerRecurrence",
            "501"),
        Arguments.of(
            "{`triggers`: {`t`: {`type`: `Telepathy`}}, `actions`: {}}",
            "$.triggers.t",
            "WorkflowTriggerTypeUnsupported",
            "Telepathy"),
        Arguments.of(
            "{`triggers`: {`t`: {`type`: `Request`, `splitOn`: `@triggerBody()`}},"
                + " `actions`: {`R`: {`type`: `Response`, `inputs`: {`statusCode`: 200}}}}",
            "$.actions.R",
            "WorkflowUnsupportedSplitOnTriggerForResponseAction",
            "'R'"),
        Arguments.of(
            "{`parameters`: {`p`: {`type`: `int`, `defaultValue`: `x`}}}",
            "$.parameters.p",
            "InvalidTemplateParameter",
            "'p'"),
        Arguments.of(
            "{`parameters`: {`p`: {`type`: `money`}}}",
            "$.parameters.p",
            "InvalidTemplate",
            "money"),
        Arguments.of(
            "{`outputs`: {`o`: {`type`: `Int`, `value`: `@body('X')`}}}",
            "$.outputs.o.value",
            "InvalidTemplate",
            "'X'"),
        Arguments.of("{`actions`: []}", "$.actions", "InvalidTemplate", "an object"),
        Arguments.of("[]", "$", "InvalidTemplate", "an object"));
  }

  private static Arguments actions(String actions, String path, String code, String message) {
    return Arguments.of("{`actions`: {" + actions + "}}", path, code, message);
  }

  @ParameterizedTest(name = "{1} {2} {3}")
  @MethodSource("refusals")
  void refusesWithPlaceCodeAndReason(String text, String path, String code, String message) {
    assertThat(problems(json(text)))
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo(path);
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem.message()).contains(message);
            });
  }

  @Test
  void refusesTooManyActionsAndTooDeepNesting() {
    ObjectNode actions = Json.object();
    for (int index = 0; index < 501; index++) {
      actions.set("A" + index, Json.object().put("type", "Compose"));
    }
    assertThat(problems(Json.object().set("actions", actions)))
        .extracting(Problem::path)
        .containsExactly("$.actions");
    ObjectNode nested = Json.object().put("type", "Scope");
    for (int level = 8; level > 0; level--) {
      ObjectNode outer = Json.object().put("type", "Scope");
      outer.putObject("actions").set("S" + level, nested);
      nested = outer;
    }
    ObjectNode definition = Json.object();
    definition.putObject("actions").set("S0", nested);
    assertThat(problems(definition)).singleElement().asString().contains("'9' levels deep");
  }

  @Test
  void theDefaultLimitsAreThoseOfTheService() {
    assertThat(DefinitionLimits.DEFAULT)
        .isEqualTo(new DefinitionLimits(10, 500, 8, 25, 250, 80, 256, 500, 10, 5_000));
  }
}
