package io.trunkline.workflows.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  private static JsonNode evaluate(String json) {
    JsonNode source = Json.parse(json.replace('`', '"').getBytes(StandardCharsets.UTF_8));
    return Expressions.template(source, "$").evaluate(new FakeContext());
  }

  private static String text(String text) {
    return Expressions.template(TextNode.valueOf(text), "$")
        .evaluate(new FakeContext())
        .textValue();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "plain | plain",
        "@ | @",
        "@@{'abc'}@{'def'} | @{'abc'}@{'def'}",
        "@@concat('a') | @concat('a')",
        "testing @@{'blah'} @{'thing'} | testing @{'blah'} thing",
        "a@b | a@b",
        "x@{concat('}', 'y')}z | x}yz",
        "n@{null}b@{true}i@{1} | nbTruei1",
        "@{3e1}/@{0.9e+1}/@{3.2e-1} | 30/9/0.32",
        "@{9223372036854775809.5} | 9.223372036854776E+18",
        "@{5e-324}/@{0.00001}/@{1e15} | 5E-324/1E-05/1E+15",
        "@{json('{\"a\": [1, 5.0, null, \"x\"]}')} | {\"a\":[1,5.0,null,\"x\"]}",
        "@{binary('hé')} | hé",
        "@{xml('<a/>')} | <a />",
      })
  void interpolatesTexts(String source, String expected) {
    assertThat(text(source)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@{",
        "a @{}",
        "@{'a'",
        "@'a'}",
        "@@ @{" /* a literal */,
        "@concat('a') b",
        "@nope()"
      })
  void refusesTextsThatAreNotValid(String source) {
    if (source.startsWith("@@")) {
      assertThat(text(source)).isEqualTo(source.substring(1));
      return;
    }
    assertThatThrownBy(() -> Expressions.template(TextNode.valueOf(source), "$"))
        .isInstanceOf(ExpressionException.class);
  }

  @Test
  void keepsTypesAndEvaluatesNames() {
    assertThat(evaluate("{`a`:`@add(1,2)`,`@{concat('k','1')}`:[true,`@null`]}").toString())
        .isEqualTo("{\"a\":3,\"k1\":[true,null]}");
  }

  @Test
  void saysWhereAnExpressionFails() {
    ExpressionException failure =
        catchThrowableOfType(
            ExpressionException.class, () -> evaluate("{`a b`:[0,`x@{int('q')}`]}"));
    assertThat(failure.path()).isEqualTo("$['a b'][1]");
    assertThat(failure.position()).isEqualTo(3);
  }

  @Test
  void listsWhatItRefersTo() {
    assertThat(
            Expressions.template(
                    Json.parse("[\"@body('A')\", \"@{variables('v')}\", \"@outputs(item())\"]"),
                    "$")
                .references())
        .extracting(reference -> reference.kind() + " " + reference.name() + " " + reference.path())
        .containsExactly("ACTION A $[0]", "VARIABLE v $[1]");
  }

  @Test
  void conditionsAreObjectsOrExpressions() {
    JsonNode source =
        Json.parse(
            "{\"AND\":[{\"equals\":[\"@add(1,1)\",2]},{\"not\":{\"contains\":[\"abc\",\"x\"]}}]}");
    Template condition =
        Expressions.condition(
            source,
            "$",
            problem -> {
              throw problem;
            });
    assertThat(condition.evaluate(new FakeContext()).booleanValue()).isTrue();
  }

  @Test
  void refusesExpressionsThatAreTooLongOrTooDeep() {
    assertThatThrownBy(() -> text("@concat('" + "x".repeat(8_192) + "')"))
        .hasMessageContaining("8192");
    assertThatThrownBy(() -> text("@" + "not(".repeat(500) + "true" + ")".repeat(500)))
        .hasMessageContaining("deeper");
  }

  @Property(tries = 2_000)
  void anyTextParsesOrIsRefusedWithItsPlace(@ForAll("expressions") String source) {
    try {
      Expressions.template(TextNode.valueOf(source), "$.x").evaluate(new FakeContext());
    } catch (ExpressionException e) {
      assertThat(e.path()).isEqualTo("$.x");
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> expressions() {
    Arbitrary<String> tokens =
        Arbitraries.of(
            "@",
            "@{",
            "}",
            "(",
            ")",
            ",",
            ".",
            "?",
            "[",
            "]",
            "'",
            "'a'",
            "''",
            "1",
            "-1",
            "1.5",
            "1e",
            "true",
            "null",
            " ",
            "concat",
            "add",
            "json",
            "'{\"a\":[1]}'",
            "substring",
            "xml",
            "xpath",
            "formatDateTime",
            "'2018-01-01'",
            "range",
            "sort",
            "int",
            "split",
            "chunk",
            "é",
            "\uD83D\uDE00",
            "take",
            "formatNumber",
            "dataUriToBinary",
            "union",
            "createArray",
            "a");
    return tokens.list().ofMaxSize(16).map(list -> "@" + String.join("", list));
  }
}
