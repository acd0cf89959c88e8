package io.trunkline.kernel.ratis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for nodes that talk to each other on the loopback interface alone, in tests and
 * benchmarks: it signs itself, and who has it trusts nothing else.
 */
public final class LoopbackTls {
  private static final String PASSWORD = "changeit";

  private LoopbackTls() {}

  /**
   * Makes a certificate that holds for two days, with the JDK's own tool.
   *
   * @param name whose it is
   * @param file a key store that does not exist yet
   * @throws IOException when the tool fails
   */
  public static void make(String name, Path file) throws IOException {
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-J-XX:TieredStopAtLevel=1",
                    "-genkeypair",
                    "-alias",
                    "peer",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=ip:127.0.0.1,ip:127.0.0.2",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    PASSWORD))
            .inheritIO()
            .start();
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /**
   * Reads what {@link #make} wrote.
   *
   * @throws IOException when the file cannot be read or is no such key store
   */
  public static PeerTls read(Path file) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream input = Files.newInputStream(file)) {
        store.load(input, PASSWORD.toCharArray());
      }
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD.toCharArray());
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("peer", store.getCertificate("peer"));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      return new PeerTls(keys.getKeyManagers()[0], trust.getTrustManagers()[0]);
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot use " + file, e);
    }
  }
}
