package io.trunkline.server.cluster;

import io.trunkline.net.tls.NodeIdentity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A node's identity for the kernel, which is there before the certificates are: read when a first
 * peer is met, so that a node that stays alone does not wait for it.
 */
public final class LazyTls {
  private LazyTls() {}

  public static X509ExtendedKeyManager keyManager(Supplier<NodeIdentity> identity) {
    return new Keys(identity);
  }

  public static X509ExtendedTrustManager trustManager(Supplier<NodeIdentity> identity) {
    return new Trust(identity);
  }

  private static final class Keys extends X509ExtendedKeyManager {
    private final Supplier<NodeIdentity> identity;

    Keys(Supplier<NodeIdentity> identity) {
      this.identity = identity;
    }

    private X509ExtendedKeyManager keys() {
      return identity.get().keyManager();
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return keys().getClientAliases(type, issuers);
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return keys().chooseClientAlias(types, issuers, socket);
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
      return keys().chooseEngineClientAlias(types, issuers, engine);
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return keys().getServerAliases(type, issuers);
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return keys().chooseServerAlias(type, issuers, socket);
    }

    @Override
    public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
      return keys().chooseEngineServerAlias(type, issuers, engine);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return keys().getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return keys().getPrivateKey(alias);
    }
  }

  private static final class Trust extends X509ExtendedTrustManager {
    private final Supplier<NodeIdentity> identity;

    Trust(Supplier<NodeIdentity> identity) {
      this.identity = identity;
    }

    private X509ExtendedTrustManager trust() {
      return identity.get().trustManager();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      trust().checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      trust().checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      trust().checkClientTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      trust().checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      trust().checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      trust().checkServerTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return trust().getAcceptedIssuers();
    }
  }
}
