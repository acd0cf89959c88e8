package io.trunkline.identity.service;

import io.trunkline.identity.Caller;
import io.trunkline.identity.CertificateVerifier;
import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import io.trunkline.identity.Principal;
import io.trunkline.identity.state.Application;
import io.trunkline.identity.state.DirectoryIndex;
import io.trunkline.identity.state.ServicePrincipal;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.Set;

/**
 * Knows the certificates of this tenant's applications. Who signed a certificate does not matter:
 * it is the registered one or it is not.
 */
public final class LocalCertificateVerifier implements CertificateVerifier {
  private final DirectoryIndex index;
  private final Issuers issuers;
  private final InstantSource clock;

  public LocalCertificateVerifier(DirectoryIndex index, Issuers issuers, InstantSource clock) {
    this.index = index;
    this.issuers = issuers;
    this.clock = clock;
  }

  @Override
  public Caller.TokenCaller verify(X509Certificate certificate, String audience) {
    byte[] encoded;
    try {
      certificate.checkValidity(Date.from(clock.instant()));
      encoded = certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new InvalidCredentialException(Reason.MALFORMED, "The certificate has no encoding.");
    } catch (CertificateException e) {
      throw new InvalidCredentialException(Reason.EXPIRED, "The certificate is not valid now.");
    }
    ServicePrincipal principal =
        owner(encoded)
            .orElseThrow(
                () ->
                    new InvalidCredentialException(
                        Reason.UNKNOWN_PRINCIPAL,
                        "The certificate is registered for no application."));
    return new Caller.TokenCaller(
        new Principal(
            principal.objectId(),
            issuers.tenantId(),
            principal.appId(),
            principal.kind(),
            Set.of(),
            principal.displayName()),
        audience,
        certificate.getNotAfter().toInstant());
  }

  private Optional<ServicePrincipal> owner(byte[] certificate) {
    for (Application application : index.applications()) {
      for (String registered : application.certificates()) {
        if (MessageDigest.isEqual(Base64.getMimeDecoder().decode(registered), certificate)) {
          return index.principalByAppId(application.appId());
        }
      }
    }
    return Optional.empty();
  }
}
