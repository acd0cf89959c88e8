package io.trunkline.net.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a node, in a directory of their own:
 *
 * <ul>
 *   <li>{@code ca.pem}, {@code truststore.p12} (password {@value #TRUST_STORE_PASSWORD}): what
 *       clients are to trust;
 *   <li>{@code ca-key.pem}, {@code server.pem}, {@code server-key.pem}: the keys are readable by
 *       the owner only.
 * </ul>
 *
 * <p>The server certificate is issued anew at a start within {@link #RENEWAL} of its end, or when a
 * name is missing; clients need not notice, because the authority stays the same.
 */
public final class NodeCertificates {
  /** Guards nothing: a trust store holds public certificates, and Java wants a password. */
  public static final String TRUST_STORE_PASSWORD = "changeit";

  /** How long before its end a certificate is replaced. */
  public static final Duration RENEWAL = Duration.ofDays(60);

  private static final Logger LOG = LoggerFactory.getLogger(NodeCertificates.class);

  private final Path directory;
  private final X509Certificate authority;
  private final List<X509Certificate> chain;
  private final KeyCertOptions keyCertOptions;

  private NodeCertificates(Path directory) throws IOException, GeneralSecurityException {
    this.directory = directory;
    this.authority = PemFiles.certificates(caFile()).getFirst();
    this.chain = PemFiles.certificates(directory.resolve("server.pem"));
    this.keyCertOptions =
        new PemKeyCertOptions()
            .addCertValue(Buffer.buffer(Files.readAllBytes(directory.resolve("server.pem"))))
            .addKeyValue(Buffer.buffer(Files.readAllBytes(directory.resolve("server-key.pem"))));
  }

  /**
   * Opens the certificates in {@code directory}, making what is missing, ending or too narrow.
   *
   * @param names host names, wildcards and IP addresses of the server certificate, the first one
   *     its common name; see {@link #names}
   * @throws IllegalStateException when the files there are broken
   * @throws UncheckedIOException when they cannot be read or written
   */
  public static NodeCertificates open(
      Path directory, Collection<String> names, InstantSource clock) {
    try {
      Files.createDirectories(directory);
      prepare(directory, new LinkedHashSet<>(names), clock.instant());
      return new NodeCertificates(directory);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "The certificates in %s are broken (%s); remove that directory to have them made anew."
              .formatted(directory, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the usual names of a node: {@code localhost}, its addresses, {@code host}, and for both
   * host names one wildcard for the names of every service. A wildcard covers one label.
   */
  public static Set<String> names(String host) {
    Set<String> names = new LinkedHashSet<>(List.of("localhost"));
    names.add(host.toLowerCase(Locale.ROOT));
    names.addAll(List.of("127.0.0.1", "0:0:0:0:0:0:0:1"));
    for (String base : new LinkedHashSet<>(List.of("localhost", host.toLowerCase(Locale.ROOT)))) {
      if (!CertificateIssuer.isAddress(base)) {
        names.add("*." + base);
        for (String service :
            List.of("servicebus", "blob", "eventgrid", "local.eventgrid", "azure-api", "logic")) {
          names.add("*." + service + "." + base);
        }
      }
    }
    return names;
  }

  /**
   * The authority that signs for every node of a cluster, as one node gives it to another.
   *
   * @param certificate PEM
   * @param key PEM; a secret
   */
  public record Authority(String certificate, String key) {
    @Override
    public String toString() {
      return "Authority[" + certificate + "]";
    }
  }

  /**
   * Has a directory hold the authority of a cluster instead of one of its own; before {@link
   * #open}. What another authority has signed there is removed.
   */
  public static void adopt(Path directory, Authority authority) {
    try {
      Files.createDirectories(directory);
      Path caFile = directory.resolve("ca.pem");
      if (Files.exists(caFile)
          && Files.exists(directory.resolve("ca-key.pem"))
          && Files.readString(caFile).equals(authority.certificate())) {
        return;
      }
      for (String signed : List.of("server.pem", "node.pem", "truststore.p12")) {
        Files.deleteIfExists(directory.resolve(signed));
      }
      PemFiles.write(
          directory.resolve("ca-key.pem"),
          authority.key().getBytes(StandardCharsets.US_ASCII),
          true);
      PemFiles.write(caFile, authority.certificate().getBytes(StandardCharsets.US_ASCII), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the authority with its key, for a node that was admitted to the cluster. */
  public Authority shared() {
    try {
      return new Authority(
          Files.readString(caFile()), Files.readString(directory.resolve("ca-key.pem")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the SHA-256 of a certificate in Base64 without padding, as RFC 4648 §5 has it. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  /** Returns the authority's certificate: what clients are to trust. */
  public X509Certificate authority() {
    return authority;
  }

  /** Returns the server's certificate. */
  public X509Certificate server() {
    return chain.getFirst();
  }

  public Path caFile() {
    return directory.resolve("ca.pem");
  }

  public Path trustStoreFile() {
    return directory.resolve("truststore.p12");
  }

  /** Returns what a door shows to its clients. */
  public KeyCertOptions keyCertOptions() {
    return keyCertOptions;
  }

  /** Returns a trust manager for the system's authorities and this node's own; takes a moment. */
  public X509TrustManager trustManager() {
    return TrustManagers.systemAnd(authority);
  }

  /** Returns {@link #trustManager} for a Vert.x client. */
  public TrustOptions trustOptions() {
    return TrustOptions.wrap(trustManager());
  }

  /** Returns a context for clients within this program. */
  public SSLContext clientContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trustManager()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS is part of every JDK", e);
    }
  }

  private static void prepare(Path directory, Set<String> names, Instant now)
      throws IOException, GeneralSecurityException {
    Path caFile = directory.resolve("ca.pem");
    Path caKeyFile = directory.resolve("ca-key.pem");
    Path serverFile = directory.resolve("server.pem");
    boolean fresh = !Files.exists(caFile) || !Files.exists(caKeyFile);
    if (!fresh && ends(PemFiles.certificates(caFile).getFirst(), now)) {
      LOG.warn("The development CA {} ends soon and was replaced; trust the new one.", caFile);
      fresh = true;
    }
    if (fresh) {
      CertificateIssuer.Issued authority = new CertificateIssuer().authority(now);
      // The certificate last: it is what tells that there is an authority.
      PemFiles.write(caKeyFile, PemFiles.pem(authority.key()), true);
      PemFiles.write(caFile, PemFiles.pem(List.of(authority.certificate())), false);
      Files.deleteIfExists(serverFile);
    }
    X509Certificate ca = PemFiles.certificates(caFile).getFirst();
    if (!Files.exists(directory.resolve("truststore.p12")) || fresh) {
      writeTrustStore(directory.resolve("truststore.p12"), ca);
    }
    if (!Files.exists(serverFile)
        || !Files.exists(directory.resolve("server-key.pem"))
        || !serves(PemFiles.certificates(serverFile).getFirst(), names, now)) {
      CertificateIssuer.Issued server =
          new CertificateIssuer()
              .server(new CertificateIssuer.Issued(ca, PemFiles.key(caKeyFile)), names, now);
      Files.deleteIfExists(serverFile);
      PemFiles.write(directory.resolve("server-key.pem"), PemFiles.pem(server.key()), true);
      PemFiles.write(serverFile, PemFiles.pem(List.of(server.certificate(), ca)), false);
    }
  }

  private static boolean ends(X509Certificate certificate, Instant now) {
    return certificate.getNotAfter().toInstant().isBefore(now.plus(RENEWAL));
  }

  static boolean serves(X509Certificate certificate, Set<String> names, Instant now)
      throws GeneralSecurityException {
    Set<String> served = new HashSet<>();
    if (certificate.getSubjectAlternativeNames() != null) {
      certificate
          .getSubjectAlternativeNames()
          .forEach(name -> served.add(name.get(1).toString().toLowerCase(Locale.ROOT)));
    }
    return !ends(certificate, now) && served.containsAll(names);
  }

  private static void writeTrustStore(Path file, X509Certificate authority)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("trunkline", authority);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, TRUST_STORE_PASSWORD.toCharArray());
    PemFiles.write(file, bytes.toByteArray(), false);
  }
}
