package io.trunkline.workflows.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.workflows.definition.DefinitionLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkflowCheckerTest {
  private static final String FAULTY = "{`actions`:{`A`:{`type`:`Compose`,`inputs`:`@nope()`}}}";

  private static List<Finding> check(String text) {
    return new WorkflowChecker(DefinitionLimits.DEFAULT, Catalogue.with(List.of()))
        .check(text.replace('`', '"').getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "FAULTY | $.actions.A.inputs",
        "{`definition`:FAULTY,`kind`:`Stateful`} | $.definition.actions.A.inputs",
        "{`type`:`Microsoft.Logic/workflows`,`properties`:{`definition`:FAULTY}}"
            + " | $.properties.definition.actions.A.inputs",
        "{`resources`:[{`type`:`x`},{`type`:`microsoft.logic/workflows`,`properties`:{`definition`:FAULTY}}]}"
            + " | $.resources[1].properties.definition.actions.A.inputs",
        "{`resources`:{`w`:{`type`:`Microsoft.Logic/workflows`,`properties`:{`definition`:FAULTY}}}}"
            + " | $.resources.w.properties.definition.actions.A.inputs",
      })
  void findsDefinitionsInEveryForm(String document, String path) {
    assertThat(check(document.replace("FAULTY", FAULTY)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.path()).isEqualTo(path))
        .satisfies(problem -> assertThat(problem.message()).contains("'nope'"));
  }

  @Test
  void takesConstantsOfTheTemplateForWhatTheyAre() {
    String definition =
        "{`triggers`:{},`actions`:{`A`:{`type`:`[variables('t')]`,`inputs`:`[concat('@{body(''Nobody',"
            + " '')}')]`},`B`:{`type`:`[parameters('p')]`}}}";
    String template =
        ("{`variables`:{`t`:`Compose`},`parameters`:{`p`:{`type`:`string`,`defaultValue`:`Nonsense`}},"
             + "`resources`:[{`type`:`Microsoft.Logic/workflows`,`properties`:{`definition`:%s}}]}")
            .formatted(definition);
    assertThat(check(template))
        .singleElement()
        .asString()
        .contains("$.resources[0].properties.definition.actions.B", "'Nonsense'");
  }

  @Test
  void acceptsWhatIsSupportedEvenWithComments() {
    assertThat(
            check(
                "{ // a comment\n"
                    + " `definition`: {`triggers`: {}, `actions`: {}}, `kind`: `stateful`}"))
        .isEmpty();
  }

  @Test
  void parametersOfStandardFilesMayStandElsewhere() {
    String definition =
        "{`actions`:{`A`:{`type`:`Compose`,`inputs`:`@parameters('Url')`}},`triggers`:{}}";
    assertThat(check("{`definition`:" + definition + ",`kind`:`Stateful`}")).isEmpty();
    assertThat(
            check(
                "{`type`:`Microsoft.Logic/workflows`,`properties`:{`definition`:"
                    + definition
                    + "}}"))
        .singleElement()
        .asString()
        .contains("'Url'");
  }

  @Test
  void namesWhatIsNotAWorkflow() {
    assertThat(check("{")).singleElement().asString().contains("Not JSON");
    assertThat(check("{`a`:1}")).singleElement().asString().contains("no workflow definition");
    assertThat(check("{`definition`:{`actions`:{}},`kind`:`Agent`}"))
        .singleElement()
        .asString()
        .contains("Agent workflows are not supported");
    assertThat(check("{`definition`:{`actions`:{}},`kind`:`Fast`}"))
        .singleElement()
        .asString()
        .contains("'Fast'");
  }

  /** Each row: actions, the level and place of the one finding, a part of its message. */
  @ParameterizedTest(name = "{1} {2}")
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "`A`:{`type`:`X12Encode`} | UNSUPPORTED | $.actions.A.type | fails when its turn comes",
        "`A`:{`type`:`Compose`,`inputs`:`@add(1)`} | REFUSED | $.actions.A.inputs | add",
        "`A`:{`type`:`Compose`,`inputs`:`@add(1,`} | REFUSED | $.actions.A.inputs | too early",
        "`A`:{`type`:`Compose`,`inputs`:`@body(#B#)`} | REFUSED | $.actions.A.inputs | not defined",
        "`A`:{`type`:`Compose`},`B`:{`type`:`Compose`,`inputs`:`@body(#A#)`}"
            + " | REFUSED | $.actions.B.inputs | 'runAfter' path",
        "`A`:{`type`:`Compose`,`inputs`:`@variables(#v#)`} | REFUSED | $.actions.A.inputs | not"
            + " initialized",
        "`I`:{`type`:`InitializeVariable`,`inputs`:{`variables`:[{`name`:`v`,`type`:`string`}]}},`A`:{`type`:`Compose`,`inputs`:{`x`:`@variables(#v#)`}}"
            + " | SUSPICIOUS | $.actions.A.inputs.x | Nothing makes sure",
        "`I`:{`type`:`InitializeVariable`,`inputs`:{`variables`:[{`name`:`v`,`type`:`string`}]}},`L`:{`type`:`Foreach`,`foreach`:[],`runAfter`:{`I`:[`Succeeded`]},`actions`:{`S`:{`type`:`SetVariable`,`inputs`:{`name`:`v`,`value`:`x`}}}}"
            + " | SUSPICIOUS | $.actions.L.actions.S.inputs.name | side by side",
        "`A`:{`type`:`Terminate`,`inputs`:{`runStatus`:`Succeeded`}},`B`:{`type`:`Compose`,`runAfter`:{`A`:[`Succeeded`]}}"
            + " | SUSPICIOUS | $.actions.B.runAfter | 'A' ends the run",
        "`A`:{`type`:`Compose`},`B`:{`type`:`Compose`,`runAfter`:{`A`:[`Skipped`]}}"
            + " | SUSPICIOUS | $.actions.B.runAfter | 'A' is never skipped",
        "`A`:{`type`:`Switch`,`expression`:1,`cases`:{`x`:{`case`:1,`actions`:{}},`y`:{`case`:1,`actions`:{}}}}"
            + " | SUSPICIOUS | $.actions.A.cases.y.case | 'x' has the same value",
        "`A`:{`type`:`Http`,`inputs`:{`method`:`GET`,`uri`:`http://x`,`authentication`:{`type`:`Basic`,`username`:`u`,`password`:`hush`}}}"
            + " | SUSPICIOUS | $.actions.A.inputs.authentication.password | A secret stands",
        "`A`:{`type`:`Http`,`inputs`:{`method`:`GET`,`uri`:`http://x`},`operationOptions`:`DisableAsyncPattern,"
            + " Faster`} | SUSPICIOUS | $.actions.A.operationOptions | 'Faster'",
        "`A`:{`type`:`ServiceProvider`,`inputs`:{`parameters`:{},`serviceProviderConfiguration`:{`connectionName`:`s`,`operationId`:`sendMassage`,`serviceProviderId`:`/serviceProviders/serviceBus`}}}"
            + " | UNSUPPORTED | $.actions.A.inputs.serviceProviderConfiguration.operationId |"
            + " 'sendMassage'",
        "`A`:{`type`:`ServiceProvider`,`inputs`:{`serviceProviderConfiguration`:{`connectionName`:`s`,`operationId`:`x`,`serviceProviderId`:`/serviceProviders/telepathy`}}}"
            + " | UNSUPPORTED | $.actions.A.inputs.serviceProviderConfiguration.serviceProviderId |"
            + " 'telepathy'",
        "`A`:{`type`:`ApiConnection`,`inputs`:{`host`:{`connection`:{`name`:`@parameters(#$connections#)[#servicebus_1#][#connectionId#]`}},`method`:`get`,`path`:`/@{encodeURIComponent(#q#)}/messages/sideways`}}"
            + " | UNSUPPORTED | $.actions.A.inputs.path | messages/sideways",
        "`A`:{`type`:`ApiConnection`,`inputs`:{`host`:{`connection`:{`name`:`@parameters(#$connections#)[#office365#][#connectionId#]`}},`method`:`get`,`path`:`/Mail`}}"
            + " | SUSPICIOUS | $.actions.A.inputs.host.connection | 'office365' does not run here",
      })
  void namesEachThingWithItsPlace(String actions, String level, String path, String message) {
    String definition =
        "{`triggers`:{},`parameters`:{`$connections`:{`type`:`Object`,`defaultValue`:{}}},`actions`:{%s}}"
            .formatted(actions);
    assertThat(check(definition.replace('#', '\'')))
        .singleElement()
        .satisfies(finding -> assertThat(finding.level()).hasToString(level))
        .satisfies(finding -> assertThat(finding.path()).isEqualTo(path))
        .satisfies(finding -> assertThat(finding.message()).contains(message));
  }

  @Test
  void namesTriggersParametersAndLimits() {
    assertThat(
            check(
                "{`triggers`:{`T`:{`type`:`OpenApiConnection`,`recurrence`:{`frequency`:`Day`,`interval`:1}}},`actions`:{},`parameters`:{`p`:{`type`:`String`,`defaultValue`:``}}}"))
        .extracting(Finding::path)
        .containsExactly("$.triggers.T.type", "$.parameters.p");
    StringBuilder actions = new StringBuilder();
    for (int index = 0; index < 501; index++) {
      actions.append(index == 0 ? "" : ",").append("`a%d`:{`type`:`Compose`}".formatted(index));
    }
    assertThat(check("{`triggers`:{},`actions`:{" + actions + "}}"))
        .singleElement()
        .asString()
        .contains("'501' actions", "'500'");
  }
}
