package io.trunkline.net.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Makes trust managers. */
final class TrustManagers {
  private TrustManagers() {}

  /** Returns one that trusts what the JDK trusts and one authority more. */
  static X509TrustManager systemAnd(X509Certificate authority) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (X509Certificate issuer : trustManager(null).getAcceptedIssuers()) {
        store.setCertificateEntry("system-" + number++, issuer);
      }
      store.setCertificateEntry("trunkline", authority);
      return trustManager(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the system's trust store cannot be read", e);
    }
  }

  /** Returns one that trusts one authority and nothing else. */
  static X509ExtendedTrustManager only(X509Certificate authority) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("trunkline", authority);
      return (X509ExtendedTrustManager) trustManager(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a trust store can be made of one certificate", e);
    }
  }

  private static X509TrustManager trustManager(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
