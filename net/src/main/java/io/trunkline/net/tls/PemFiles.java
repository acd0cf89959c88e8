package io.trunkline.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Reads and writes certificates and EC keys as PEM (RFC 7468). */
final class PemFiles {
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private PemFiles() {}

  static byte[] pem(List<X509Certificate> chain) {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate certificate : chain) {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] pem(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded()).getBytes(StandardCharsets.US_ASCII);
  }

  static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    String body = Files.readString(file).replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
    byte[] encoded;
    try {
      encoded = Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(file + " is not a PEM file", e);
    }
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  /** Replaces a file as a whole; with {@code secret} only the owner may read it, from the start. */
  static void write(Path file, byte[] content, boolean secret) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(
                  PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--"))
            }
            : new FileAttribute<?>[0];
    Files.createFile(draft, attributes);
    Files.write(draft, content, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.SYNC);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String block(String label, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, LINES.encodeToString(content), label);
  }
}
