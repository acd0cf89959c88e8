package io.trunkline.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.trunkline.workflows.connector.Connector;
import io.trunkline.workflows.connector.ConnectorFactory;
import io.trunkline.workflows.connector.ConnectorServices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorLibraryTest {
  @TempDir private Path connectors;

  /** Named by a jar of the test alone. */
  public static final class Added implements ConnectorFactory {
    @Override
    public List<Connector> create(ConnectorServices services) {
      return List.of();
    }
  }

  @Test
  void jarsInTheDataDirectoryAddToWhatComesWithTheNode() throws IOException {
    assertThat(ConnectorLibrary.factories(Optional.of(connectors)))
        .isNotEmpty()
        .noneMatch(Added.class::isInstance);

    Path lib = Files.createDirectory(connectors.resolve("lib"));
    Files.writeString(lib.resolve("README"), "no jar");
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(lib.resolve("added.jar")))) {
      jar.putNextEntry(new JarEntry("META-INF/services/" + ConnectorFactory.class.getName()));
      jar.write(Added.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    assertThat(ConnectorLibrary.factories(Optional.of(connectors)))
        .anyMatch(Added.class::isInstance);
  }
}
