package io.trunkline.compat.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.compat.parity.TestLinks;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The tests that {@code docs/safety.md} names exist. */
class SafetyDocumentTest {
  private static final String DOCUMENT = "docs/safety.md";

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    TestLinks.requireAll(DOCUMENT);
  }

  @Test
  void everyRowOfATableNamesATestOrSaysThatThereIsNone() throws IOException {
    assertThat(TestLinks.rows(DOCUMENT, "Shown by |"))
        .hasSizeGreaterThan(30)
        .allMatch(row -> TestLinks.in(row) || row.endsWith("| not tested |"));
  }
}
