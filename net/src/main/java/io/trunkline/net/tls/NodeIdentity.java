package io.trunkline.net.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * With what a node proves to the others that it is one of them: a certificate of its own ({@code
 * node.pem}, {@code node-key.pem}), good for both sides of a connection and signed by the cluster's
 * authority. Nothing but that authority is trusted, and it signs for nodes alone.
 */
public final class NodeIdentity {
  private static final char[] NO_PASSWORD = {};

  private final Path certificateFile;
  private final Path keyFile;
  private final X509Certificate authority;
  private @Nullable X509ExtendedKeyManager keys;
  private @Nullable X509ExtendedTrustManager trust;

  private NodeIdentity(Path directory, X509Certificate authority) {
    this.certificateFile = directory.resolve("node.pem");
    this.keyFile = directory.resolve("node-key.pem");
    this.authority = authority;
  }

  /**
   * Opens the identity beside the certificates of a node, making it where it is missing, ending or
   * for another host.
   *
   * @param host where the other nodes reach this one
   * @throws IllegalStateException when the files there are broken
   */
  public static NodeIdentity open(NodeCertificates certificates, String host, InstantSource clock) {
    Path directory = certificates.caFile().getParent();
    NodeIdentity identity = new NodeIdentity(directory, certificates.authority());
    Set<String> names = new LinkedHashSet<>(List.of(host, "localhost", "127.0.0.1"));
    try {
      if (!identity.serves(names, clock)) {
        CertificateIssuer.Issued issued =
            new CertificateIssuer()
                .node(
                    new CertificateIssuer.Issued(
                        certificates.authority(), PemFiles.key(directory.resolve("ca-key.pem"))),
                    names,
                    clock.instant());
        Files.deleteIfExists(identity.certificateFile);
        PemFiles.write(identity.keyFile, PemFiles.pem(issued.key()), true);
        PemFiles.write(
            identity.certificateFile,
            PemFiles.pem(List.of(issued.certificate(), certificates.authority())),
            false);
      }
      return identity;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "The node's certificate %s is broken (%s); remove it to have it made anew."
              .formatted(identity.certificateFile, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean serves(Set<String> names, InstantSource clock)
      throws IOException, GeneralSecurityException {
    if (!Files.exists(certificateFile) || !Files.exists(keyFile)) {
      return false;
    }
    X509Certificate certificate = PemFiles.certificates(certificateFile).getFirst();
    return certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())
        && NodeCertificates.serves(certificate, names, clock.instant());
  }

  /** Returns what this node shows, for Vert.x. */
  public KeyCertOptions keyCertOptions() {
    try {
      return new PemKeyCertOptions()
          .addCertValue(Buffer.buffer(Files.readAllBytes(certificateFile)))
          .addKeyValue(Buffer.buffer(Files.readAllBytes(keyFile)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whom this node trusts, for Vert.x. */
  public TrustOptions trustOptions() {
    return TrustOptions.wrap(trustManager());
  }

  /** Returns what this node shows. */
  public synchronized X509ExtendedKeyManager keyManager() {
    if (keys == null) {
      keys = readKeys();
    }
    return keys;
  }

  private X509ExtendedKeyManager readKeys() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "node",
          PemFiles.key(keyFile),
          NO_PASSWORD,
          PemFiles.certificates(certificateFile).toArray(Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return Arrays.stream(factory.getKeyManagers())
          .filter(X509ExtendedKeyManager.class::isInstance)
          .map(X509ExtendedKeyManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the node's certificate cannot be used", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whom this node trusts: the cluster's authority alone. */
  public synchronized X509ExtendedTrustManager trustManager() {
    if (trust == null) {
      trust = TrustManagers.only(authority);
    }
    return trust;
  }
}
