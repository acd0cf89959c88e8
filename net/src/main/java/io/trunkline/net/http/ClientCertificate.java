package io.trunkline.net.http;

import java.util.Arrays;

/**
 * A certificate with its private key, with which a call proves who makes it.
 *
 * @param pkcs12 the key store, in the PKCS #12 format (a {@code .pfx} file)
 * @param password opens it, a secret
 */
@SuppressWarnings(
    "ArrayRecordComponent") // bytes that pass through; equals and hashCode look inside
public record ClientCertificate(byte[] pkcs12, String password) {
  @Override
  public boolean equals(Object other) {
    return other instanceof ClientCertificate that
        && Arrays.equals(pkcs12, that.pkcs12)
        && password.equals(that.password);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pkcs12);
  }

  /** Leaves the secrets out. */
  @Override
  public String toString() {
    return "ClientCertificate[" + pkcs12.length + " bytes]";
  }
}
