package io.trunkline.compat.safety;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tests that {@code docs/safety.md} names exist: {@code module/package/SomeTest}, with {@code
 * .method} where one method is meant.
 */
class SafetyDocumentTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DOCUMENT = ROOT.resolve("docs/safety.md");
  private static final Pattern LINK =
      Pattern.compile("`([a-z]+)/([a-z/]*)([A-Z]\\w*(?:Test|Properties))(?:\\.(\\w+))?`");

  private static Stream<MatchResult> links() throws IOException {
    return LINK.matcher(Files.readString(DOCUMENT)).results();
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    for (MatchResult link : links().toList()) {
      Path file =
          ROOT.resolve(link.group(1))
              .resolve("src/test/java/io/trunkline")
              .resolve(link.group(1))
              .resolve(link.group(2))
              .resolve(link.group(3) + ".java");
      assertThat(file).as(link.group()).exists();
      if (link.group(4) != null) {
        assertThat(Files.readString(file)).as(link.group()).contains("void " + link.group(4) + "(");
      }
    }
  }

  @Test
  void everyRowOfATableNamesATestOrSaysThatThereIsNone() throws IOException {
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("| "))
            .filter(line -> !line.endsWith("Shown by |"))
            .toList();
    assertThat(rows)
        .hasSizeGreaterThan(30)
        .allMatch(row -> LINK.matcher(row).find() || row.endsWith("| not tested |"));
  }
}
