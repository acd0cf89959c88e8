package io.trunkline.workflows.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.definition.TriggerType;
import io.trunkline.workflows.expression.function.FunctionTable;
import io.trunkline.workflows.expression.function.TemplateFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Writes {@code docs/parity/workflow-language.md}: function by function, action by action, trigger
 * by trigger, with the rows and tests that show each. What is documented and not there, and what no
 * test uses, is written as missing.
 */
class LanguageParityTest {
  private static final Path TESTS = Path.of("src", "test");
  private static final Path DOCUMENT = Path.of("..", "docs", "parity", "workflow-language.md");
  private static final Path RESOURCES =
      TESTS.resolve(Path.of("resources", "io", "trunkline", "workflows"));
  private static final String MISSING = "**missing**";
  private static final int MOST_TESTS = 6;

  @Test
  void everythingThatIsSupportedIsShownByATest() throws IOException {
    List<Row> functions = functions();
    SortedMap<String, String> tests = tests();
    List<Row> actions =
        Arrays.stream(ActionType.values())
            .map(type -> operation(type.text(), type.isSupported(), use(type.text()), tests))
            .toList();
    List<Row> triggers =
        Arrays.stream(TriggerType.values())
            .map(type -> operation(type.text(), type.isSupported(), use(type), tests))
            .toList();
    Files.writeString(DOCUMENT, document(functions, actions, triggers));
    assertThat(Stream.of(functions, actions, triggers).flatMap(List::stream).toList())
        .noneMatch(row -> row.shown().contains(MISSING));
  }

  /**
   * A row of a table.
   *
   * @param shown what shows it, or that nothing does
   */
  private record Row(String section, String name, String shown) {}

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(RESOURCES.resolve("expression").resolve(file)).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  private static List<Row> functions() throws IOException {
    List<String> examples = lines("functions.txt");
    List<Row> rows = new ArrayList<>();
    for (String line : lines("documented.txt")) {
      String[] words = line.split(" ");
      for (String name : Arrays.asList(words).subList(1, words.length)) {
        rows.add(new Row("§" + words[0], name, examples(name, examples)));
      }
    }
    List<String> documented = rows.stream().map(Row::name).toList();
    for (TemplateFunction function : FunctionTable.all()) {
      if (!documented.contains(function.name())) {
        rows.add(new Row("–", function.name(), examples(function.name(), examples)));
      }
    }
    return rows;
  }

  private static String examples(String name, List<String> lines) {
    if (FunctionTable.find(name).isEmpty()) {
      return MISSING;
    }
    Pattern call = Pattern.compile("(?i)(^|\\W)" + Pattern.quote(name) + "\\(");
    List<String> own = lines.stream().filter(line -> call.matcher(line).find()).toList();
    long errors = own.stream().filter(line -> line.contains(" => ! ")).count();
    return own.isEmpty() ? MISSING : "%d values, %d errors".formatted(own.size() - errors, errors);
  }

  /** Returns the text of every test by its name. */
  private static SortedMap<String, String> tests() throws IOException {
    SortedMap<String, String> tests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(TESTS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith("Test.java") || name.equals("actions.json")) {
          tests.put(
              name.replaceAll("\\.java$", ""), Files.readString(file).replaceAll("[\\s\\\\]", ""));
        }
      }
    }
    return tests;
  }

  private static Pattern use(String type) {
    return Pattern.compile("(?i)[\"`]type[\"`]:[\"`]" + type + "[\"`]");
  }

  /** Where actions have the same type, a trigger is told by its recurrence. */
  private static Pattern use(TriggerType type) {
    String name = use(type.text()).pattern();
    boolean told = ActionType.parse(type.text()).isEmpty() || !type.needsRecurrence();
    return told
        ? Pattern.compile(name)
        : Pattern.compile(
            "(%s.{0,400}[\"`]recurrence[\"`])|([\"`]recurrence[\"`]:\\{[^}]*},?%s)"
                .formatted(name, name));
  }

  private static Row operation(
      String type, boolean supported, Pattern use, Map<String, String> tests) {
    if (!supported) {
      return new Row("", type, "refused by its name");
    }
    List<String> found =
        tests.entrySet().stream()
            .filter(test -> use.matcher(test.getValue()).find())
            .map(test -> "`" + test.getKey() + "`")
            .toList();
    return new Row(
        "",
        type,
        found.isEmpty()
            ? MISSING
            : found.stream().limit(MOST_TESTS).collect(Collectors.joining(", "))
                + (found.size() > MOST_TESTS
                    ? " and %d more".formatted(found.size() - MOST_TESTS)
                    : ""));
  }

  private static String document(List<Row> functions, List<Row> actions, List<Row> triggers) {
    StringBuilder text =
        new StringBuilder(
            """
            # The workflow definition language, function by function and action by action

            Written by the tests of `workflows`; do not edit. Rows stand in `functions.txt` and `actions.json` of its tests, each a rule with
            its expected value or error; the tests named use the type. With real clients: [workflows.md](workflows.md).

            """);
    Map<String, List<Row>> tables = new LinkedHashMap<>();
    tables.put("Function", functions);
    tables.put("Action", actions);
    tables.put("Trigger", triggers);
    tables.forEach(
        (title, rows) -> {
          boolean sections = title.equals("Function");
          text.append(sections ? "| Function | Group | Shown by |\n|---|---|---|\n" : "")
              .append(sections ? "" : "| %s | Shown by |%n|---|---|%n".formatted(title));
          for (Row row : rows) {
            text.append("| `").append(row.name()).append("` | ");
            text.append(sections ? row.section() + " | " : "");
            text.append(row.shown()).append(" |\n");
          }
          text.append('\n');
        });
    return text.toString().stripTrailing() + "\n";
  }
}
