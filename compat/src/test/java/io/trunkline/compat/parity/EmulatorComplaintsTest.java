package io.trunkline.compat.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Each complaint of {@code docs/parity/emulator-complaints.md} has an answer with a test. */
class EmulatorComplaintsTest {
  private static final String DOCUMENT = "docs/parity/emulator-complaints.md";

  @Test
  void everyAnswerNamesTestsThatExist() throws IOException {
    TestLinks.requireAll(DOCUMENT);
    assertThat(TestLinks.rows(DOCUMENT, "Shown by |"))
        .hasSizeGreaterThanOrEqualTo(15)
        .allMatch(row -> TestLinks.in(row) || row.endsWith("| not tested |"));
  }
}
