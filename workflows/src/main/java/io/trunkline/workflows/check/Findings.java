package io.trunkline.workflows.check;

import io.trunkline.workflows.definition.Problem;
import io.trunkline.workflows.definition.Problems;
import java.util.ArrayList;
import java.util.List;

/** Collects findings; never more than a reader can use. */
final class Findings {
  private final List<Finding> found = new ArrayList<>();

  void refused(Problem problem) {
    add(Finding.refused(problem));
  }

  void unsupported(String path, String message) {
    add(new Finding(Finding.Level.UNSUPPORTED, path, "Unsupported", message));
  }

  void suspicious(String path, String message) {
    add(new Finding(Finding.Level.SUSPICIOUS, path, "Suspicious", message));
  }

  private void add(Finding finding) {
    if (found.size() < Problems.MAXIMUM) {
      found.add(finding);
    }
  }

  List<Finding> all() {
    return List.copyOf(found);
  }
}
