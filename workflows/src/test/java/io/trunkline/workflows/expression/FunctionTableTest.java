package io.trunkline.workflows.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.function.FunctionTable;
import io.trunkline.workflows.expression.function.TemplateFunction;
import io.trunkline.workflows.expression.value.JsonText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples and edges of every function, from {@code functions.txt}. */
class FunctionTableTest {
  private static List<String> lines() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                FunctionTableTest.class.getResourceAsStream("functions.txt"),
                StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }
  }

  static Stream<Arguments> rows() throws IOException {
    return lines().stream()
        .map(line -> line.split(" => ", 2))
        .map(parts -> Arguments.of(parts[0], parts[1]));
  }

  private static FakeContext context() {
    FakeContext context = new FakeContext();
    context.parameters.put("fullName", TextNode.valueOf("Sophia Owen"));
    context.parameters.put("obj", Json.parse("{\"a\":1}"));
    context.variables.put("numItems", Json.parse("10"));
    context.items.put("For_each", Json.parse("2"));
    context.iterations.put("Until", 2);
    context.item = Json.parse("{\"a\":1}");
    context.trigger =
        Json.parse(
            """
            {"status":"Succeeded","outputs":{"headers":{"a":"b"},"body":{
              "$content-type":"application/x-www-form-urlencoded","$content":"",
              "$formdata":[{"key":"feedTitle","value":"Todo List"},
                {"key":"twice","value":"1"},{"key":"twice","value":"2"}]}}}
            """);
    context.actions.put(
        "Get_user",
        Json.parse(
            "{\"status\":\"Succeeded\",\"outputs\":{\"statusCode\":200,\"body\":{\"x\":2}}}"));
    context.actions.put("Compose", Json.parse("{\"outputs\":\"abc\"}"));
    context.actions.put("Skipped", Json.parse("{\"status\":\"Skipped\"}"));
    context.actions.put(
        "Send_an_email",
        Json.parse(
            """
            {"outputs":{"body":{"$content-type":"multipart/form-data","$content":"","$multipart":[
              {"headers":{"Content-Disposition":"form-data; name=\\"Subject\\""},
               "body":"Hello world"}]}}}
            """));
    return context;
  }

  @ParameterizedTest(name = "{0} => {1}")
  @MethodSource("rows")
  void givesTheDocumentedResult(String expression, String expected) {
    if (expected.startsWith("! ")) {
      assertThatThrownBy(() -> evaluate(expression))
          .isInstanceOf(ExpressionException.class)
          .hasMessageContaining(expected.substring(2));
    } else {
      assertThat(JsonText.of(evaluate(expression))).isEqualTo(JsonText.of(Json.parse(expected)));
    }
  }

  private static JsonNode evaluate(String expression) {
    return Expressions.template(TextNode.valueOf("@" + expression), "$").evaluate(context());
  }

  @Test
  void everyFunctionHasAnExample() throws IOException {
    String examples = String.join("\n", lines());
    assertThat(FunctionTable.all())
        .extracting(TemplateFunction::name)
        .allMatch(name -> examples.contains(name + "("));
  }
}
