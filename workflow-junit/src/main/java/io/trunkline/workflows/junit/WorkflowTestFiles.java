package io.trunkline.workflows.junit;

import io.trunkline.workflows.local.LocalException;
import io.trunkline.workflows.local.WorkflowTest;
import io.trunkline.workflows.local.WorkflowTests;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * Files of workflow tests as dynamic tests: return them from a method with {@link
 * org.junit.jupiter.api.TestFactory}.
 */
public final class WorkflowTestFiles {
  private WorkflowTestFiles() {}

  /**
   * Returns a container for each file, with a test for each of its tests.
   *
   * @param path a file, or a folder to look in
   * @throws LocalException when a file cannot be read, or there is none
   */
  public static Stream<DynamicNode> in(Path path) {
    List<Path> files = WorkflowTests.find(path);
    if (files.isEmpty()) {
      throw new LocalException("There is no file *" + WorkflowTests.SUFFIX + " in " + path + ".");
    }
    return files.stream()
        .map(
            file ->
                DynamicContainer.dynamicContainer(
                    path.relativize(file).toString(),
                    file.toUri(),
                    WorkflowTests.read(file).stream().map(WorkflowTestFiles::test)));
  }

  private static DynamicTest test(WorkflowTest test) {
    return DynamicTest.dynamicTest(
        test.name(),
        test.file().toUri(),
        () -> {
          WorkflowTest.Outcome outcome = test.run();
          if (!outcome.passed()) {
            Assertions.fail(outcome.describe());
          }
        });
  }
}
