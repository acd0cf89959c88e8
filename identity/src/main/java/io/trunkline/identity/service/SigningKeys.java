package io.trunkline.identity.service;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import io.trunkline.identity.state.SigningKey;
import io.trunkline.identity.state.SigningKey.Use;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes keys to sign tokens with: RSA with 2,048 bits and a certificate, because clients of Entra
 * look for {@code x5t} and {@code x5c} ({@code reference/identity.md §2.1}).
 */
public final class SigningKeys {
  private static final int BITS = 2_048;
  private static final X500Name NAME = new X500Name("CN=Trunkline token signing");

  private SigningKeys() {}

  /** Returns a new key; takes some tenths of a second. */
  public static SigningKey generate(Use use, Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      KeyPair pair = generator.generateKeyPair();
      byte[] certificate = certificate(pair, now);
      Base64URL thumbprint =
          Base64URL.encode(MessageDigest.getInstance("SHA-1").digest(certificate));
      RSAKey jwk = jwk(pair, certificate, thumbprint);
      return new SigningKey(thumbprint.toString(), use, jwk.toJSONString());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("a signing key could not be made", e);
    }
  }

  @SuppressWarnings("deprecation") // x5t is SHA-1 by definition; it names a key, it proves nothing
  private static RSAKey jwk(KeyPair pair, byte[] certificate, Base64URL thumbprint) {
    return new RSAKey.Builder((RSAPublicKey) pair.getPublic())
        .privateKey(pair.getPrivate())
        .keyUse(KeyUse.SIGNATURE)
        .algorithm(JWSAlgorithm.RS256)
        .keyID(thumbprint.toString())
        .x509CertThumbprint(thumbprint)
        .x509CertChain(List.of(Base64.encode(certificate)))
        .build();
  }

  private static byte[] certificate(KeyPair pair, Instant now)
      throws OperatorCreationException, IOException {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            NAME,
            BigInteger.valueOf(now.toEpochMilli()),
            Date.from(now.minusSeconds(3_600)),
            Date.from(now.plusSeconds(5L * 365 * 86_400)),
            NAME,
            pair.getPublic());
    ContentSigner signer = new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate());
    return builder.build(signer).getEncoded();
  }

  /** Reads a key as it stands in the shard. */
  static RSAKey read(SigningKey key) {
    try {
      return RSAKey.parse(key.jwk());
    } catch (ParseException e) {
      throw new IllegalStateException("the signing key " + key.kid() + " is broken", e);
    }
  }

  /** Returns the private key in a form that signs. */
  static RSASSASigner signer(RSAKey key) {
    try {
      return new RSASSASigner(key);
    } catch (JOSEException e) {
      throw new IllegalStateException("a signing key holds its private half", e);
    }
  }
}
