package io.trunkline.camel;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the operator of a node declares, {@code connectors/camel.json} in its data directory: {@code
 * {"use": ["imap"], "connectors": [{…}]}}. The first names declarations that come along, the second
 * has others. Without the file there is no connector.
 */
final class Declarations {
  static final String FILE = "camel.json";

  /** The declarations that come along. */
  static final List<String> SHIPPED =
      List.of(
          "activemq",
          "amqp",
          "cache",
          "imap",
          "pop3",
          "syslog",
          "tcp",
          "udp",
          "websocket",
          "zookeeper");

  private static final Set<String> FIELDS = Set.of("use", "connectors");

  private Declarations() {}

  /**
   * Reads the declarations of a node.
   *
   * @param directory {@code connectors} in its data directory
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  static Map<String, Declaration> read(Optional<Path> directory) {
    Optional<Path> file = directory.map(path -> path.resolve(FILE)).filter(Files::exists);
    if (file.isEmpty()) {
      return Map.of();
    }
    try {
      return read(Json.parseLenient(Files.readAllBytes(file.get())));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(file.get() + " cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a file's content.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static Map<String, Declaration> read(JsonNode json) {
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw new IllegalArgumentException("the field '" + field.getKey() + "' is not known");
      }
    }
    Map<String, Declaration> found = new LinkedHashMap<>();
    json.path("use").forEach(name -> add(found, shipped(name.asText())));
    json.path("connectors").forEach(one -> add(found, DeclarationReader.read(one)));
    return found;
  }

  private static void add(Map<String, Declaration> found, Declaration one) {
    if (found.put(one.name(), one) != null) {
      throw new IllegalArgumentException("'" + one.name() + "' is declared twice");
    }
  }

  static Declaration shipped(String name) {
    if (!SHIPPED.contains(name)) {
      throw new IllegalArgumentException(
          "there is no declaration '%s'; those that come along are %s".formatted(name, SHIPPED));
    }
    try (InputStream stream = Declarations.class.getResourceAsStream("shipped/" + name + ".json")) {
      return DeclarationReader.read(Json.parse(stream.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
