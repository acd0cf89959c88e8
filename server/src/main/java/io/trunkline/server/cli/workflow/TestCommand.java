package io.trunkline.server.cli.workflow;

import io.trunkline.workflows.local.WorkflowTest;
import io.trunkline.workflows.local.WorkflowTests;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trunkline workflow test}. */
@Command(
    name = "test",
    description = {
      "Runs tests of workflows (*.tests.json; see docs/workflow-tests.md) without a node. The"
          + " status is 0 where all of them passed."
    })
final class TestCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, or folders to look in.")
  private List<Path> paths;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Only tests with this text in their name.")
  private String only;

  @Override
  public Integer call() {
    int passed = 0;
    int failed = 0;
    for (Path path : paths) {
      for (Path file : WorkflowTests.find(path)) {
        System.out.println(file);
        for (WorkflowTest test : WorkflowTests.read(file)) {
          if (!test.name().contains(only)) {
            continue;
          }
          WorkflowTest.Outcome outcome = test.run();
          System.out.println("  " + (outcome.passed() ? "✓ " : "✗ ") + test.name());
          if (outcome.passed()) {
            passed++;
          } else {
            failed++;
            System.out.print(outcome.describe().indent(6));
          }
        }
      }
    }
    System.out.println(passed + " passed, " + failed + " failed");
    return failed == 0 && passed > 0 ? 0 : 1;
  }
}
