package io.trunkline.compat.faults;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test by whether network namespaces can be made here, and says so aloud. */
final class WhereNamespaces {
  private static final Optional<String> OBSTACLE = NamespaceNetwork.obstacle();

  private WhereNamespaces() {}

  /** For tests that need namespaces. */
  static final class Work implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (OBSTACLE.isEmpty()) {
        return ConditionEvaluationResult.enabled("network namespaces can be made");
      }
      String reason = "NO NETWORK NAMESPACES, nothing is partitioned: " + OBSTACLE.get();
      System.out.println("fault test: " + reason);
      return ConditionEvaluationResult.disabled(reason);
    }
  }

  /** For tests that make do without. */
  static final class DoNotWork implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return OBSTACLE.isPresent()
          ? ConditionEvaluationResult.enabled("network namespaces cannot be made")
          : ConditionEvaluationResult.disabled("the test with network namespaces does more");
    }
  }
}
