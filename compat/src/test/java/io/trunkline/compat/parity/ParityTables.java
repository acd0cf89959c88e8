package io.trunkline.compat.parity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes the tables: feature by client, each cell naming the tests that prove it. */
final class ParityTables {
  private final Path directory;

  ParityTables(Path directory) {
    this.directory = directory;
  }

  void write(SortedSet<ParityRow> rows) throws IOException {
    Files.createDirectories(directory);
    for (Service service : Service.values()) {
      List<ParityRow> own = rows.stream().filter(row -> row.service() == service).toList();
      if (!own.isEmpty()) {
        Files.writeString(directory.resolve(service.file()), table(service, own));
      }
    }
  }

  private static String table(Service service, List<ParityRow> rows) {
    SortedSet<Client> clients =
        rows.stream().map(ParityRow::client).collect(Collectors.toCollection(TreeSet::new));
    Map<String, Map<Client, String>> features = new TreeMap<>();
    for (ParityRow row : rows) {
      features
          .computeIfAbsent(row.feature(), feature -> new TreeMap<>())
          .merge(row.client(), "`" + row.test() + "`", (a, b) -> a + ", " + b);
    }
    StringBuilder text =
        new StringBuilder(
            """
            # %s: what is proven, and by which client

            Written by the tests of `compat` when all of them passed; do not edit. Each cell names the
            tests that ran the unmodified client against a whole node.

            """
                .formatted(service.title()));
    if (service == Service.SERVICE_BUS) {
      text.append(
          """
          Which upstream tests ours answer to: [service-bus-cases.md](service-bus-cases.md). What users of
          the emulator complain about: [emulator-complaints.md](emulator-complaints.md). What Trunkline adds:
          [service-bus-extensions.md](../service-bus-extensions.md).

          """);
    }
    if (service == Service.WORKFLOWS) {
      text.append(
          "Function by function, action by action: [workflow-language.md](workflow-language.md)."
              + " What came of public definitions: [definitions.md](definitions.md).\n\n");
    }
    text.append("| Feature |");
    clients.forEach(client -> text.append(' ').append(client.title()).append(" |"));
    text.append("\n|---|").append("---|".repeat(clients.size())).append('\n');
    features.forEach(
        (feature, cells) -> {
          text.append("| ").append(feature).append(" |");
          clients.forEach(
              client -> text.append(' ').append(cells.getOrDefault(client, "")).append(" |"));
          text.append('\n');
        });
    return text.append(differences(service)).toString();
  }

  /** Returns the known differences, one sentence each, which are written by hand. */
  private static String differences(Service service) {
    try (InputStream text = ParityTables.class.getResourceAsStream("/parity/" + service.file())) {
      return text == null
          ? ""
          : "\n## Known differences\n\n" + new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
