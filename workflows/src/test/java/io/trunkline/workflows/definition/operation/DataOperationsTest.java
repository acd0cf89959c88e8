package io.trunkline.workflows.definition.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.DefinitionParser;
import io.trunkline.workflows.definition.ParseResult;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.FakeContext;
import org.junit.jupiter.api.Test;

class DataOperationsTest {
  private static final String ROWS = "[{`n`:1,`s`:`a,\\`b`},{`n`:2,`s`:`<x>`}]";

  private static DataOperations.Result run(String type, String inputs) {
    String text =
        "{`actions`:{`A`:{`type`:`" + type + "`,`inputs`:" + inputs.replace("ROWS", ROWS) + "}}}";
    ParseResult result =
        new DefinitionParser(DefinitionLimits.DEFAULT).parse(Json.parse(text.replace('`', '"')));
    ActionDefinition action = ((ParseResult.Valid) result).definition().action("A").orElseThrow();
    return DataOperations.run(action, new FakeContext());
  }

  @Test
  void queryKeepsTheElementsThatMatch() {
    DataOperations.Result result = run("Query", "{`from`:ROWS,`where`:`@greater(item()?['n'],1)`}");
    assertThat(result.body().toString()).isEqualTo("[{\"n\":2,\"s\":\"<x>\"}]");
    assertThat(result.inputs()).hasSize(2);
  }

  @Test
  void selectMapsEveryElement() {
    assertThat(run("Select", "{`from`:ROWS,`select`:{`v`:`@item().n`}}").body().toString())
        .isEqualTo("[{\"v\":1},{\"v\":2}]");
    assertThat(run("Select", "{`from`:`@range(1,2)`,`select`:`@mul(item(),2)`}").body().toString())
        .isEqualTo("[2,4]");
  }

  @Test
  void joinPrintsElementsAsInterpolationsDo() {
    assertThat(run("Join", "{`from`:[1,true,null,`x`],`joinWith`:`;`}").body().textValue())
        .isEqualTo("1;True;;x");
  }

  @Test
  void tablesAreCsvOrHtml() {
    assertThat(run("Table", "{`from`:ROWS,`format`:`CSV`}").body().textValue())
        .isEqualTo("n,s\r\n1,\"a,\"\"b\"\r\n2,<x>\r\n");
    String html =
        run(
                "Table",
                "{`from`:ROWS,`format`:`html`,`columns`:[{`header`:`S`,`value`:`@item()?['s']`}]}")
            .body()
            .textValue();
    assertThat(html)
        .isEqualTo(
            "<table><thead><tr><th>S</th></tr></thead><tbody><tr><td>a,&quot;b</td></tr>"
                + "<tr><td>&lt;x&gt;</td></tr></tbody></table>");
  }

  @Test
  void refusesWhatIsNoArrayOrNoBoolean() {
    assertThatThrownBy(() -> run("Query", "{`from`:null,`where`:true}"))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining("'query'");
    assertThatThrownBy(() -> run("Query", "{`from`:ROWS,`where`:`@item().n`}"))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining("boolean");
  }
}
