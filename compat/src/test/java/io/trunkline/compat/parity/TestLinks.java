package io.trunkline.compat.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The tests that a document names: {@code module/package/SomeTest}, with {@code .method} where one
 * method is meant.
 */
public final class TestLinks {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK =
      Pattern.compile("`([a-z]+)/([a-z/]*)([A-Z]\\w*(?:Test|Properties))(?:\\.(\\w+))?`");

  private TestLinks() {}

  /** Requires that every test that a document names exists. */
  public static void requireAll(String document) throws IOException {
    List<MatchResult> links =
        LINK.matcher(Files.readString(ROOT.resolve(document))).results().toList();
    assertThat(links).isNotEmpty();
    for (MatchResult link : links) {
      Path file =
          ROOT.resolve(link.group(1))
              .resolve("src/test/java/io/trunkline")
              .resolve(link.group(1))
              .resolve(link.group(2))
              .resolve(link.group(3) + ".java");
      assertThat(file).as(link.group()).exists();
      if (link.group(4) != null) {
        assertThat(Files.readString(file))
            .as(link.group())
            .containsPattern("\\s" + link.group(4) + "\\(");
      }
    }
  }

  /** Returns the rows of a document's tables, without those that end with {@code heading}. */
  public static List<String> rows(String document, String heading) throws IOException {
    return Files.readAllLines(ROOT.resolve(document)).stream()
        .filter(line -> line.startsWith("| "))
        .filter(line -> !line.endsWith(heading))
        .toList();
  }

  /** Returns whether a row names a test. */
  public static boolean in(String row) {
    return LINK.matcher(row).find();
  }
}
