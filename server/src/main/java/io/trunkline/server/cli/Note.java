package io.trunkline.server.cli;

import io.trunkline.workflows.check.Finding;

/**
 * A line of {@code trunkline check}.
 *
 * @param suspicion whether what it names works all the same
 */
record Note(String text, boolean suspicion) {
  static Note problem(String text) {
    return new Note(text, false);
  }

  static Note of(Finding finding) {
    return new Note(finding.toString(), finding.isSuspicion());
  }
}
