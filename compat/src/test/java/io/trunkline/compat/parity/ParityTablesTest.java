package io.trunkline.compat.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a green run writes. */
class ParityTablesTest {
  @TempDir Path directory;

  @Test
  void aTableHasFeaturesByClientsAndTheKnownDifferences() throws IOException {
    List<ParityRow> rows =
        List.of(
            new ParityRow(Service.SERVICE_BUS, "queue: send", Client.SERVICE_BUS_JAVA, "A.sends"),
            new ParityRow(Service.SERVICE_BUS, "queue: send", Client.SERVICE_BUS_JAVA, "B.sends"),
            new ParityRow(Service.SERVICE_BUS, "queue: peek", Client.RHEA, "C.peeks"),
            new ParityRow(Service.STORAGE, "blob: put", Client.BLOB_JAVA, "D.puts"));
    new ParityTables(directory).write(new TreeSet<>(rows));

    assertThat(Files.readString(directory.resolve("service-bus.md")))
        .contains(
            "| Feature | azure-messaging-servicebus (Java) | rhea (JavaScript) |",
            "| queue: peek |  | `C.peeks` |",
            "| queue: send | `A.sends`, `B.sends` |  |",
            "## Known differences",
            "- Partitioning is accepted as a flag")
        .doesNotContain("blob: put");
    assertThat(Files.readString(directory.resolve("storage.md"))).contains("`D.puts`");
    assertThat(directory.resolve("identity.md")).doesNotExist();
  }
}
