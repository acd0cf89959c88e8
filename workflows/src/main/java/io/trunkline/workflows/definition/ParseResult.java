package io.trunkline.workflows.definition;

import java.util.List;

/** What came of reading a definition. */
public sealed interface ParseResult {
  /** The definition can run. */
  record Valid(WorkflowDefinition definition) implements ParseResult {}

  /** The definition is refused; all problems that were found, in document order where possible. */
  record Invalid(List<Problem> problems) implements ParseResult {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
