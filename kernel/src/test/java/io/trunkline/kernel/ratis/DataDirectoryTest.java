package io.trunkline.kernel.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
