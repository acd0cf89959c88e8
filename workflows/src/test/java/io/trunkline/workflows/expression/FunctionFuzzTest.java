package io.trunkline.workflows.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.function.FunctionTable;
import io.trunkline.workflows.expression.function.TemplateFunction;
import io.trunkline.workflows.expression.value.DecimalValue;
import io.trunkline.workflows.expression.value.JsonText;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the arguments are, a function answers or fails with an error that has its place. */
class FunctionFuzzTest {
  private static final List<JsonNode> VALUES =
      List.of(
          Json.parse("null"),
          Json.parse("true"),
          Json.parse("0"),
          Json.parse("-1"),
          Json.parse("3"),
          Json.parse("9223372036854775807"),
          Json.parse("-9223372036854775808"),
          Json.parse("123456789012345678901234567890"),
          Json.parse("1.5"),
          Json.parse("1e400"),
          DoubleNode.valueOf(Double.NaN),
          DoubleNode.valueOf(Double.NEGATIVE_INFINITY),
          new DecimalValue(DecimalValue.MAXIMUM),
          new DecimalValue(new BigDecimal("0.0000000000000000000000000001")),
          text(""),
          text("a"),
          text("Day"),
          text("2018-02-28T23:59:59.9999999Z"),
          text("9999-12-31"),
          text("UTC"),
          text("Pacific Standard Time"),
          text("0,0.00E+0;'x"),
          text("C999"),
          text("yyyy'"),
          text("\\"),
          text("%"),
          text("de-DE"),
          text("data:text/plain;base64,eA=="),
          text("http://[::1]:99999/%zz?#"),
          text("<a>b</a>"),
          text("//a[position() = 1]"),
          text("{\"a\":"),
          text("\uD83D"),
          text("1.02:03:04"),
          Json.parse("[]"),
          Json.parse("[1,\"a\",null,[2],{\"b\":3}]"),
          Json.parse("{}"),
          Json.parse("{\"a\":1,\"A\":[{\"#text\":[[1]]}]}"),
          Json.parse("{\"a\":{\"b\":[[1]]}}"),
          Json.parse("{\"$content-type\":\"application/xml\",\"$content\":\"PGE+\"}"),
          Json.parse("{\"$content-type\":\"x;charset=nope\",\"$content\":\"%%%\"}"),
          Json.parse("{\"$content-type\":\"a\",\"$content\":\"\",\"$formdata\":[1]}"));

  private static JsonNode text(String text) {
    return TextNode.valueOf(text);
  }

  @Property(tries = 5_000)
  void functionsFailInOneWayOnly(
      @ForAll("functions") TemplateFunction function,
      @ForAll("arguments") List<Integer> arguments) {
    FakeContext context = new FakeContext();
    StringBuilder call = new StringBuilder("@" + function.name() + "(");
    int count = Math.min(Math.max(function.minimum(), arguments.size()), function.maximum());
    for (int index = 0; index < count; index++) {
      String name = "p" + index;
      JsonNode value = VALUES.get(index < arguments.size() ? arguments.get(index) : 0);
      context.parameters.put(name, value);
      call.append(index == 0 ? "" : ",").append("parameters('").append(name).append("')");
    }
    Template template = Expressions.template(text(call.append(')').toString()), "$.here");
    try {
      assertThat(JsonText.of(template.evaluate(context))).isNotNull();
    } catch (ExpressionException e) {
      assertThat(e.path()).isEqualTo("$.here");
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<TemplateFunction> functions() {
    return Arbitraries.of(List.copyOf(FunctionTable.all()));
  }

  @Provide
  Arbitrary<List<Integer>> arguments() {
    return Arbitraries.integers().between(0, VALUES.size() - 1).list().ofMaxSize(4);
  }
}
