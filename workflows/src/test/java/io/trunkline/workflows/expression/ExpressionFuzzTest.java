package io.trunkline.workflows.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.value.JsonText;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Generated expressions have the value that their generator computed, however they are spaced and
 * spelled; mutated ones parse or fail with a place.
 */
class ExpressionFuzzTest {
  private static final int MAX_DEPTH = 5;
  private static final String MUTATIONS = "@{}()[].,?' 1a\"\\\n\u3000\uD83D";
  private static final List<String> SPACES =
      List.of("", "", "", " ", "\t", "\r\n", "\u00A0", "\u2028", "\u3000");

  /** An expression and what it gives. */
  private record Case(String text, JsonNode value) {}

  /** Writes expressions whose value is known. */
  private static final class Generator {
    private final Random random;

    Generator(long seed) {
      this.random = new Random(seed);
    }

    Case any(int depth) {
      return switch (random.nextInt(depth >= MAX_DEPTH ? 3 : 9)) {
        case 0 -> text();
        case 1 -> integer();
        case 2 -> literal();
        case 3 -> concat();
        case 4 -> add(depth);
        case 5 -> choice(depth);
        case 6 -> array(depth);
        case 7 -> property(depth);
        default -> coalesce();
      };
    }

    private String space() {
      return SPACES.get(random.nextInt(SPACES.size()));
    }

    private String name(String name) {
      return switch (random.nextInt(3)) {
        case 0 -> name.toUpperCase(Locale.ROOT);
        case 1 -> name.toLowerCase(Locale.ROOT);
        default -> name;
      };
    }

    private String call(String function, String... arguments) {
      StringBuilder text = new StringBuilder(name(function)).append(space()).append('(');
      for (int index = 0; index < arguments.length; index++) {
        text.append(index == 0 ? "" : ",").append(space()).append(arguments[index]).append(space());
      }
      return text.append(')').toString();
    }

    private Case text() {
      String value =
          random
              .ints(random.nextInt(6), 0, MUTATIONS.length())
              .collect(
                  StringBuilder::new,
                  (text, index) -> text.append(MUTATIONS.charAt(index)),
                  StringBuilder::append)
              .toString();
      return new Case("'" + value.replace("'", "''") + "'", TextNode.valueOf(value));
    }

    private Case integer() {
      long value = random.nextInt(2_001) - 1_000L;
      String sign = value >= 0 && random.nextBoolean() ? "+" : "";
      return new Case(sign + value, Json.parse(Long.toString(value)));
    }

    private Case literal() {
      String text = List.of("true", "false", "null").get(random.nextInt(3));
      return new Case(name(text), Json.parse(text));
    }

    private Case concat() {
      Case left = text();
      Case right = integer();
      Case inner = random.nextBoolean() ? text() : left;
      String value = left.value().textValue() + right.value().asText() + inner.value().textValue();
      return new Case(
          call("concat", left.text(), right.text(), inner.text()), TextNode.valueOf(value));
    }

    private Case add(int depth) {
      Case left = integer();
      Case right = random.nextBoolean() && depth < MAX_DEPTH ? add(depth + 1) : integer();
      return new Case(
          call("add", left.text(), right.text()),
          Json.parse(Long.toString(left.value().asLong() + right.value().asLong())));
    }

    private Case choice(int depth) {
      boolean first = random.nextBoolean();
      Case one = any(depth + 1);
      // What is not chosen is not evaluated.
      String other = "int('x')";
      return new Case(
          first
              ? call("if", "true", one.text(), other)
              : call("if", call("not", "true"), other, one.text()),
          one.value());
    }

    private Case array(int depth) {
      Case left = any(depth + 1);
      Case right = any(depth + 1);
      int index = random.nextInt(2);
      return new Case(
          call("createArray", left.text(), right.text())
              + space()
              + (random.nextBoolean() ? "?" : "")
              + "["
              + space()
              + index
              + space()
              + "]",
          index == 0 ? left.value() : right.value());
    }

    private Case property(int depth) {
      Case one = any(depth + 1);
      String holder = call("setProperty", "json('{}')", "'Key'", one.text());
      return new Case(
          switch (random.nextInt(4)) {
            case 0 -> holder + ".key";
            case 1 -> holder + "?.Key";
            case 2 -> holder + "['KEY']";
            default -> holder + "?[" + call("toLower", "'KEY'") + "]";
          },
          one.value());
    }

    private Case coalesce() {
      Case one = text();
      return new Case(call("coalesce", "null", one.text(), "int('x')"), one.value());
    }
  }

  private static JsonNode evaluate(String expression) {
    return Expressions.template(TextNode.valueOf("@" + expression), "$")
        .evaluate(new FakeContext());
  }

  @Property(tries = 1_000)
  void generatedExpressionsHaveTheirValue(@ForAll long seed) {
    Case one = new Generator(seed).any(0);
    assertThat(JsonText.of(evaluate(one.text())))
        .as(one.text())
        .isEqualTo(JsonText.of(one.value()));
  }

  @Property(tries = 1_000)
  void withinATextTheyArePrinted(@ForAll long seed) {
    Generator generator = new Generator(seed);
    Case one = generator.text();
    Case two = generator.integer();
    String source = "a@{%s}b@{%s}".formatted(one.text(), two.text());
    assertThat(
            Expressions.template(TextNode.valueOf(source), "$")
                .evaluate(new FakeContext())
                .textValue())
        .isEqualTo("a" + one.value().textValue() + "b" + two.value().asText());
  }

  @Property(tries = 3_000)
  void mutatedExpressionsParseOrSayWhere(
      @ForAll long seed, @ForAll("mutations") List<Integer> mutations) {
    StringBuilder text = new StringBuilder(new Generator(seed).any(0).text());
    Random random = new Random(seed);
    for (int mutation : mutations) {
      int at = random.nextInt(text.length() + 1);
      char c = MUTATIONS.charAt(Math.abs(mutation) % MUTATIONS.length());
      if (mutation % 3 == 0 && at < text.length()) {
        text.deleteCharAt(at);
      } else if (mutation % 3 == 1 && at < text.length()) {
        text.setCharAt(at, c);
      } else {
        text.insert(at, c);
      }
    }
    String source = "@" + text;
    try {
      Expressions.template(TextNode.valueOf(source), "$.x").evaluate(new FakeContext());
    } catch (ExpressionException e) {
      assertThat(e.path()).isEqualTo("$.x");
      assertThat(e.getMessage()).isNotBlank();
      assertThat(e.position()).isBetween(0, source.length() + 1);
    }
  }

  @Provide
  Arbitrary<List<Integer>> mutations() {
    return Arbitraries.integers().between(0, 1_000).list().ofMinSize(1).ofMaxSize(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 31, 32, 33, 64})
  void nestsAsDeepAsAnybodyWrites(int depth) {
    String expression = "add(1,".repeat(depth) + "0" + ")".repeat(depth);
    assertThat(evaluate(expression).asInt()).isEqualTo(depth);
    String json = "[".repeat(depth) + "7" + "]".repeat(depth);
    assertThat(evaluate("json('" + json + "')" + "[0]".repeat(depth)).asInt()).isEqualTo(7);
    String object = "{\"a\":".repeat(depth) + "7" + "}".repeat(depth);
    assertThat(evaluate("json('" + object + "')" + "?.A".repeat(depth)).asInt()).isEqualTo(7);
    String xml = "<a>".repeat(depth) + "7" + "</a>".repeat(depth);
    assertThat(evaluate("json(xml('" + xml + "'))" + "['a']".repeat(depth)).asText())
        .isEqualTo("7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json('%s')", "xml(json('%s'))", "xml('%s')", "length('%s')"})
  void refusesWhatIsNestedFarTooDeep(String function) {
    for (String open : List.of("[", "{\"a\":", "<a>")) {
      String text = open.repeat(100_000);
      FakeContext context = new FakeContext();
      context.parameters.put("deep", TextNode.valueOf(text));
      String expression = "@" + function.formatted("X").replace("'X'", "parameters('deep')");
      try {
        Expressions.template(TextNode.valueOf(expression), "$").evaluate(context);
        assertThat(function).startsWith("length");
      } catch (ExpressionException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void hugeTextsAreRefusedBeforeTheyAreMade() {
    FakeContext context = new FakeContext();
    context.parameters.put("half", TextNode.valueOf("x".repeat(60_000_000)));
    for (String expression :
        List.of(
            "concat(parameters('half'),parameters('half'))",
            "join(createArray(parameters('half'),parameters('half')),'')",
            "base64(concat(parameters('half'),substring(parameters('half'),0,30000000)))",
            "replace(substring(parameters('half'),0,2000),'x',substring(parameters('half'),0,100000))")) {
      ExpressionException refusal =
          catchThrowableOfType(
              ExpressionException.class,
              () ->
                  Expressions.template(TextNode.valueOf("@" + expression), "$").evaluate(context));
      assertThat(refusal).as(expression).isNotNull();
      assertThat(refusal.getMessage()).as(expression).contains("104857600");
    }
  }
}
