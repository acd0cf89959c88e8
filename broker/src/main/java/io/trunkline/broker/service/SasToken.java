package io.trunkline.broker.service;

import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A shared access signature ({@code reference/service-bus.md §3.5}).
 *
 * @param resource {@code sr} exactly as received, still encoded: the signature covers it
 * @param expiry {@code se} exactly as received
 */
record SasToken(String resource, String signature, String expiry, String keyName) {
  private static final String PREFIX = "SharedAccessSignature ";

  static SasToken parse(String token) {
    String text = token.strip();
    if (text.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
      text = text.substring(PREFIX.length()).strip();
    }
    Map<String, String> parts = new HashMap<>();
    for (String part : text.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals).toLowerCase(Locale.ROOT), part.substring(equals + 1));
      }
    }
    return new SasToken(
        part(parts, "sr"),
        decoded(part(parts, "sig")),
        part(parts, "se"),
        decoded(part(parts, "skn")));
  }

  private static String part(Map<String, String> parts, String name) {
    String value = parts.get(name);
    if (value == null || value.isEmpty()) {
      throw malformed("The SAS token has no '" + name + "'.");
    }
    return value;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw malformed("The SAS token has a broken percent-encoding.");
    }
  }

  private static InvalidCredentialException malformed(String message) {
    return new InvalidCredentialException(Reason.MALFORMED, message);
  }

  Instant expiresAt() {
    try {
      return Instant.ofEpochSecond(Long.parseLong(expiry));
    } catch (NumberFormatException | DateTimeException _) {
      throw malformed("The expiry of the SAS token is not a number of seconds since 1970.");
    }
  }

  /** Returns the path below the namespace that the token is for, in lower case; may be empty. */
  String path() {
    return pathOf(decoded(resource));
  }

  /** Returns the path of a URI, or of a path, without slashes around it, in lower case. */
  static String pathOf(String uri) {
    String path = uri;
    int scheme = path.indexOf("://");
    if (scheme >= 0) {
      int slash = path.indexOf('/', scheme + 3);
      path = slash < 0 ? "" : path.substring(slash);
    }
    int query = path.indexOf('?');
    if (query >= 0) {
      path = path.substring(0, query);
    }
    return decoded(path.replace("+", "%2B")).replaceAll("^/+|/+$", "").toLowerCase(Locale.ROOT);
  }

  /** Returns whether the token is good for {@code path}: its own path is that or lies above. */
  boolean covers(String path) {
    String own = path();
    return own.isEmpty() || path.equals(own) || path.startsWith(own + "/");
  }

  boolean signedWith(String key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] sum = mac.doFinal((resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8));
      return SharedKey.same(Base64.getEncoder().encodeToString(sum), signature);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  @Override
  public String toString() {
    return "SasToken[" + keyName + " for " + resource + "]";
  }
}
