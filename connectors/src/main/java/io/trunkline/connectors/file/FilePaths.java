package io.trunkline.connectors.file;

import io.trunkline.workflows.connector.ConnectorException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Paths of connections: with slashes, never out of the root. */
final class FilePaths {
  private FilePaths() {}

  /**
   * Returns a path with a slash in front and none behind.
   *
   * @throws ConnectorException 400 where it leaves the root
   */
  static String normal(String path) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.replace('\\', '/').split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> {
          if (segments.pollLast() == null) {
            throw new ConnectorException(
                400, "BadRequest", "The path '%s' leaves the root folder.".formatted(path));
          }
        }
        default -> segments.addLast(segment);
      }
    }
    return "/" + String.join("/", segments);
  }

  /** Returns the path of {@code name} in a folder. */
  static String in(String folder, String name) {
    return normal(folder + "/" + name);
  }

  /** Returns the folder that a path lies in. */
  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }
}
