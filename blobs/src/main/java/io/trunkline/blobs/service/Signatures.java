package io.trunkline.blobs.service;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 with an account key, as Shared Key and shared access signatures use it. */
final class Signatures {
  private Signatures() {}

  /** Returns the name of the key that {@code signature} was made with. */
  static Optional<String> keyOf(StorageAccount account, String stringToSign, String signature) {
    byte[] shown = signature.getBytes(StandardCharsets.UTF_8);
    for (Map.Entry<String, String> key : account.keys().entrySet()) {
      byte[] expected = sign(key.getValue(), stringToSign).getBytes(StandardCharsets.UTF_8);
      if (MessageDigest.isEqual(expected, shown)) {
        return Optional.of(key.getKey());
      }
    }
    return Optional.empty();
  }

  private static String sign(String key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has HmacSHA256", e);
    }
  }
}
