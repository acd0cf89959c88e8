package io.trunkline.resources.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever text arrives: a value, or the one declared exception. */
class ExpressionPropertyTest {
  private static final List<String> PIECES =
      List.of(
          "concat",
          "add",
          "range",
          "split",
          "substring",
          "parameters",
          "format",
          "int",
          "json",
          "lambda",
          "map",
          "skip",
          "union",
          "dateTimeAdd",
          "resourceId",
          "list",
          "listKeys",
          "uri",
          "(",
          ")",
          "[",
          "]",
          ",",
          ".",
          "'",
          "''",
          "'a'",
          "'{0:D99}'",
          "'P1Y'",
          "'1E99999999'",
          "0",
          "-1",
          "9223372036854775807",
          " ",
          "x",
          "$",
          "é",
          "\u0000",
          "\uD800");

  @Property(tries = 3_000)
  void soupOfTokensIsAValueOrRefused(@ForAll("soup") String text) {
    evaluates(text);
  }

  @Property(tries = 1_000)
  void anyTextIsAValueOrRefused(@ForAll String text) {
    evaluates(text);
  }

  @Property(tries = 500)
  void aQuotedTextIsItself(@ForAll String text) {
    String quoted = "['" + text.replace("'", "''") + "']";

    assertThat(new Evaluator(new PlainScope()).text(quoted, "$").asText()).isEqualTo(text);
  }

  @Property(tries = 50)
  void deepNestingIsRefusedOrEvaluated(@ForAll("depths") int depth) {
    evaluates("string(".repeat(depth) + "1" + ")".repeat(depth));
  }

  private static void evaluates(String text) {
    try {
      JsonNode value = new Evaluator(new PlainScope()).text("[" + text + "]", "$");
      assertThat(value).isNotNull();
    } catch (TemplateException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> soup() {
    return Arbitraries.of(PIECES).list().ofMaxSize(25).map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<Integer> depths() {
    return Arbitraries.integers().between(1, 3_000);
  }
}
