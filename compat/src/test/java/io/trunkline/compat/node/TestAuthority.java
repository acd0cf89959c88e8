package io.trunkline.compat.node;

import io.trunkline.net.tls.NodeCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * The one certificate authority of all nodes under test. Clients of a JVM trust what its system
 * properties and its default context say, once; so every node gets this authority's certificates
 * before its first start.
 */
final class TestAuthority {
  private static final TestAuthority INSTANCE = create();

  private final Path directory;

  private TestAuthority(Path directory) {
    this.directory = directory;
  }

  private static TestAuthority create() {
    try {
      Path directory = TestNode.directory("authority-");
      NodeCertificates certificates =
          NodeCertificates.open(
              directory, NodeCertificates.names("localhost"), InstantSource.system());
      System.setProperty("javax.net.ssl.trustStore", certificates.trustStoreFile().toString());
      System.setProperty("javax.net.ssl.trustStorePassword", NodeCertificates.TRUST_STORE_PASSWORD);
      SSLContext.setDefault(certificates.clientContext());
      return new TestAuthority(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes this JVM's clients trust the authority, and gives its certificates to a node. */
  static void install(Path dataDirectory) throws IOException {
    Path target = Files.createDirectories(dataDirectory.resolve("tls"));
    try (var files = Files.list(INSTANCE.directory)) {
      List<Path> all = files.toList();
      for (Path file : all) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }
}
