package io.trunkline.identity;

import java.security.cert.X509Certificate;

/** Finds out who has a certificate whose private key a TLS client has proven to hold. */
public interface CertificateVerifier {
  /**
   * Returns the application that a certificate is registered for, until the certificate ends.
   *
   * @param audience what the caller is to be a caller for; see {@link Audiences}
   * @throws InvalidCredentialException where it is registered nowhere or not valid now
   */
  Caller.TokenCaller verify(X509Certificate certificate, String audience);
}
