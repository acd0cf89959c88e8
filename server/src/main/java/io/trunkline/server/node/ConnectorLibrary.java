package io.trunkline.server.node;

import io.trunkline.workflows.connector.ConnectorFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Finds the makers of connectors: on the class path, and in the jars of {@code connectors/lib} in
 * the data directory. What stands there is the operator's, like the node's own programs.
 */
public final class ConnectorLibrary {
  private static final String LIB = "lib";

  private ConnectorLibrary() {}

  /**
   * Returns the factories.
   *
   * @param connectors the directory {@code connectors}, whether it exists or not; empty for only
   *     those on the class path
   */
  public static List<ConnectorFactory> factories(Optional<Path> connectors) {
    ClassLoader own = ConnectorLibrary.class.getClassLoader();
    URL[] jars = connectors.map(path -> jars(path.resolve(LIB))).orElse(new URL[0]);
    ClassLoader loader = jars.length == 0 ? own : new URLClassLoader(jars, own);
    return ServiceLoader.load(ConnectorFactory.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  private static URL[] jars(Path directory) {
    if (!Files.isDirectory(directory)) {
      return new URL[0];
    }
    List<URL> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(".jar")) {
          jars.add(url(file));
        }
      }
      return jars.toArray(new URL[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }
}
