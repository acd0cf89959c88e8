package io.trunkline.workflows.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.workflows.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** How a project has its workflows tested, and how a failure reads. */
class WorkflowTestFilesTest {
  private static final Path WORKFLOWS = Path.of("src/test/workflows");

  @TestFactory
  Stream<DynamicNode> workflows() {
    return WorkflowTestFiles.in(WORKFLOWS);
  }

  @Test
  void aFailureSaysWhatDiffersAndShowsTheRun(@TempDir Path folder) throws IOException {
    Files.copy(WORKFLOWS.resolve("order/workflow.json"), folder.resolve("workflow.json"));
    Files.writeString(
        folder.resolve("wrong.tests.json"),
        "{\"workflow\":\"workflow.json\",\"tests\":[{\"name\":\"t\",\"trigger\":{\"body\":{\"count\":1}},\"mocks\":{\"Call\":{}},\"expect\":{\"response\":{\"statusCode\":200}}}]}");
    DynamicContainer file =
        (DynamicContainer) WorkflowTestFiles.in(folder).findFirst().orElseThrow();
    DynamicTest test = (DynamicTest) file.getChildren().findFirst().orElseThrow();
    assertThatThrownBy(() -> test.getExecutable().execute())
        .hasMessageContaining("response.statusCode: expected 200, was 202")
        .hasMessageContaining("✓ Call (Http)");
    assertThat(test.getDisplayName()).isEqualTo("t");
  }

  @Test
  void aFolderWithoutTestsIsRefused(@TempDir Path folder) {
    assertThatThrownBy(() -> WorkflowTestFiles.in(folder)).isInstanceOf(LocalException.class);
  }
}
