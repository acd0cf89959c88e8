package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path parent;

  @Test
  void createsANewDirectoryAndOpensItAgain() throws IOException {
    Path root = parent.resolve("new/data");
    DataDirectory.open(root).close();
    assertThat(root.resolve("FORMAT")).hasContent("trunkline data 1\n");
    DataDirectory.open(root).close();
  }

  @Test
  void refusesADirectoryThatIsInUseAndNamesIt() {
    try (DataDirectory _ = DataDirectory.open(parent)) {
      assertThatThrownBy(() -> DataDirectory.open(parent))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(parent.toString())
          .hasMessageContaining("in use");
    }
  }

  @Test
  void refusesAFormatThatItDoesNotKnowAndLeavesItAlone() throws IOException {
    Files.writeString(parent.resolve("FORMAT"), "trunkline data 2\n");
    assertThatThrownBy(() -> DataDirectory.open(parent))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'trunkline data 2'")
        .hasMessageContaining(parent.toString());
    assertThat(parent.resolve("FORMAT")).hasContent("trunkline data 2\n");
    Files.writeString(parent.resolve("FORMAT"), "trunkline data 1\n");
    DataDirectory.open(parent).close();
  }

  @Test
  void refusesDataWithoutAFormat() throws IOException {
    Files.createDirectory(parent.resolve("state"));
    assertThatThrownBy(() -> DataDirectory.open(parent))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no FORMAT file");
  }

  @Test
  void aDirectoryHasOneNameForGood() {
    IdSource ids = IdSource.seeded(1);
    NodeId admitted = new NodeId("node-abcde");
    try (DataDirectory directory = DataDirectory.open(parent.resolve("joined"))) {
      assertThat(directory.node(Optional.of(admitted), ids))
          .isEqualTo(new NodeFile.Identity(admitted, true));
      assertThat(directory.node(Optional.empty(), ids))
          .isEqualTo(new NodeFile.Identity(admitted, true));
      assertThatThrownBy(() -> directory.node(Optional.of(new NodeId("node-other")), ids))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("needs an empty directory");
    }
    try (DataDirectory directory = DataDirectory.open(parent.resolve("founded"))) {
      NodeFile.Identity founder = directory.node(Optional.empty(), ids);
      assertThat(founder.admitted()).isFalse();
      assertThat(directory.node(Optional.empty(), ids)).isEqualTo(founder);
    }
    assertThat(RatisKernel.nodeOf(parent.resolve("joined"))).contains(admitted);
    assertThat(RatisKernel.nodeOf(parent.resolve("new"))).isEmpty();
  }

  @Test
  void aDirectoryFromBeforeThereWereNamesKeepsTheOldOne() throws IOException {
    Files.createDirectories(parent.resolve("raft"));
    assertThat(NodeFile.read(parent)).contains(new NodeFile.Identity(NodeFile.FIRST, false));
  }
}
