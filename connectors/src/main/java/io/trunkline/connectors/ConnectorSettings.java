package io.trunkline.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the operator of a node allows connectors, {@code connectors/settings.json} in its data
 * directory: {@code {"fileSystem": {"roots": ["/srv/exchange"]}, "sql": {"urls":
 * ["jdbc:h2:mem:"]}}}. Who may put connections could otherwise read every file of the node's
 * machine.
 *
 * @param confined whether only what is listed is allowed; false on a developer's machine
 * @param roots folders that connections may name, with everything in them
 * @param urls beginnings of JDBC addresses, beside those that are always allowed
 */
public record ConnectorSettings(boolean confined, List<Path> roots, List<String> urls) {
  private static final String FILE = "settings.json";

  public ConnectorSettings {
    roots = List.copyOf(roots);
    urls = List.copyOf(urls);
  }

  /**
   * Reads the settings of a node, or allows everything where there is no node.
   *
   * @throws IllegalArgumentException naming the file that cannot be read
   */
  public static ConnectorSettings read(Optional<Path> directory) {
    if (directory.isEmpty()) {
      return new ConnectorSettings(false, List.of(), List.of());
    }
    Path file = directory.get().resolve(FILE);
    if (!Files.exists(file)) {
      return new ConnectorSettings(true, List.of(), List.of());
    }
    try {
      JsonNode json = Json.parseLenient(Files.readAllBytes(file));
      return new ConnectorSettings(
          true,
          texts(json.at("/fileSystem/roots")).stream().map(Path::of).toList(),
          texts(json.at("/sql/urls")));
    } catch (IOException | JsonException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
