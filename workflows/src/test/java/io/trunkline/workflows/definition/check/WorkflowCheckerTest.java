package io.trunkline.workflows.definition.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkflowCheckerTest {
  private static final String FAULTY = "{`actions`:{`A`:{`type`:`Compose`,`inputs`:`@nope()`}}}";

  private static List<Problem> check(String text) {
    return new WorkflowChecker(DefinitionLimits.DEFAULT)
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
}
