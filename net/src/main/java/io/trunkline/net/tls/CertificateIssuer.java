package io.trunkline.net.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues the certificates of a node: EC P-256 with SHA-256, which is made in milliseconds. */
final class CertificateIssuer {
  /** How long a certificate authority is valid. */
  static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3_650);

  /** How long a server certificate is valid; operating systems refuse much longer ones. */
  static final Duration SERVER_LIFETIME = Duration.ofDays(397);

  private static final Duration BACKDATED = Duration.ofHours(1);
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*");

  private final SecureRandom random = new SecureRandom();

  /** A certificate with its key. */
  record Issued(X509Certificate certificate, PrivateKey key) {}

  Issued authority(Instant now) throws GeneralSecurityException, CertIOException {
    KeyPair keys = keys();
    byte[] serial = serial();
    // The name differs from node to node: trust stores find authorities by name.
    X500Name name =
        new X500Name(
            "O=Trunkline,CN=Trunkline development CA %02x%02x%02x"
                .formatted(serial[0], serial[1], serial[2]));
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(1, serial),
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(AUTHORITY_LIFETIME)),
            name,
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
    return new Issued(sign(builder, keys.getPrivate()), keys.getPrivate());
  }

  /** Issues a certificate for a server. */
  Issued server(Issued authority, Collection<String> names, Instant now)
      throws GeneralSecurityException, CertIOException {
    return issue(authority, names, now, KeyPurposeId.id_kp_serverAuth);
  }

  /** Issues a certificate for a node, which is server and client of the other nodes. */
  Issued node(Issued authority, Collection<String> names, Instant now)
      throws GeneralSecurityException, CertIOException {
    return issue(
        authority, names, now, KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
  }

  private Issued issue(
      Issued authority, Collection<String> names, Instant now, KeyPurposeId... purposes)
      throws GeneralSecurityException, CertIOException {
    KeyPair keys = keys();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            authority.certificate(),
            new BigInteger(1, serial()),
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(SERVER_LIFETIME)),
            new X500Name("O=Trunkline,CN=" + names.iterator().next()),
            keys.getPublic());
    GeneralName[] alternatives =
        names.stream().map(CertificateIssuer::general).toArray(GeneralName[]::new);
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        identifiers.createSubjectKeyIdentifier(keys.getPublic()));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        identifiers.createAuthorityKeyIdentifier(authority.certificate()));
    return new Issued(sign(builder, authority.key()), keys.getPrivate());
  }

  static boolean isAddress(String name) {
    return ADDRESS.matcher(name).matches();
  }

  private static GeneralName general(String name) {
    return new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private byte[] serial() {
    byte[] serial = new byte[16];
    random.nextBytes(serial);
    serial[0] &= 0x7F;
    return serial;
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }
}
