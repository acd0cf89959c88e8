package io.trunkline.identity;

import io.trunkline.identity.InvalidCredentialException.Reason;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shared access signatures as Service Bus and Event Hubs use them: {@code SharedAccessSignature
 * sr=…&sig=…&se=…&skn=…} ({@code reference/identity.md §8}).
 */
public final class SharedAccessSignatures {
  /** How long a token may be, in characters. */
  public static final int MAX_LENGTH = 4_096;

  private static final String SCHEME = "SharedAccessSignature ";

  private SharedAccessSignatures() {}

  /**
   * A token that was read but not yet checked.
   *
   * @param resource what it is for, decoded, for example {@code sb://ns.servicebus.windows.net/q}
   * @param signedResource the same as it was signed, still percent-encoded
   * @param signature Base64 as sent
   * @param expiresAt when it ends
   * @param keyName name of the authorization rule
   */
  public record Token(
      String resource, String signedResource, String signature, Instant expiresAt, String keyName) {

    /** Leaves the signature out. */
    @Override
    public String toString() {
      return "Token[resource=%s, expiresAt=%s, keyName=%s]".formatted(resource, expiresAt, keyName);
    }

    /**
     * Checks signature and end.
     *
     * @param keys the rule's keys, primary and secondary, as they stand in connection strings
     * @throws InvalidCredentialException {@code BAD_SIGNATURE} or {@code EXPIRED}
     */
    public void check(List<String> keys, Instant now) {
      boolean signed = false;
      for (String key : keys) {
        // No short cut: which key matched is not to be seen from the time it takes.
        signed |= Secrets.equal(sign(signedResource, expiresAt, key), signature);
      }
      if (!signed) {
        throw new InvalidCredentialException(
            Reason.BAD_SIGNATURE, "The signature of the shared access token is wrong.");
      }
      if (!now.isBefore(expiresAt)) {
        throw new InvalidCredentialException(
            Reason.EXPIRED, "The shared access token expired at " + expiresAt + ".");
      }
    }

    /**
     * Returns whether the token is good for a path: its resource, taken without scheme, port and
     * case, is the path or a prefix of it at a slash.
     *
     * @param host host name that the client uses
     * @param path path of the entity, for example {@code orders/subscriptions/billing}; empty for
     *     the namespace
     */
    public boolean covers(String host, String path) {
      return Scopes.contains(withoutScheme(resource), normal(host + "/" + path));
    }
  }

  /** Returns a token for {@code resource}, signed with {@code key}. */
  public static String create(String resource, String keyName, String key, Instant expiresAt) {
    String encoded = encode(resource);
    return SCHEME
        + "sr="
        + encoded
        + "&sig="
        + encode(sign(encoded, expiresAt, key))
        + "&se="
        + expiresAt.getEpochSecond()
        + "&skn="
        + encode(keyName);
  }

  /** Returns whether a credential has this form. */
  public static boolean isToken(String text) {
    return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /**
   * Reads a token without checking it.
   *
   * @throws InvalidCredentialException {@code MALFORMED} when it is none
   */
  public static Token parse(String text) {
    if (!isToken(text) || text.length() > MAX_LENGTH) {
      throw malformed("it is not a SharedAccessSignature");
    }
    Map<String, String> fields = new HashMap<>();
    for (String pair : text.substring(SCHEME.length()).strip().split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw malformed("a field has no value");
      }
      fields.put(pair.substring(0, equals).toLowerCase(Locale.ROOT), pair.substring(equals + 1));
    }
    for (String name : List.of("sr", "sig", "se", "skn")) {
      if (!fields.containsKey(name)) {
        throw malformed("the field '" + name + "' is missing");
      }
    }
    try {
      return new Token(
          decode(fields.get("sr")),
          fields.get("sr"),
          decode(fields.get("sig")),
          Instant.ofEpochSecond(Long.parseLong(decode(fields.get("se")))),
          decode(fields.get("skn")));
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      throw malformed("a field has a broken value");
    }
  }

  private static String sign(String signedResource, Instant expiresAt, String key) {
    byte[] signature =
        Secrets.hmacSha256(
            key.getBytes(StandardCharsets.UTF_8),
            signedResource + "\n" + expiresAt.getEpochSecond());
    return Base64.getEncoder().encodeToString(signature);
  }

  private static String withoutScheme(String resource) {
    int scheme = resource.indexOf("://");
    String rest = scheme < 0 ? resource : resource.substring(scheme + 3);
    int slash = rest.indexOf('/');
    String host = slash < 0 ? rest : rest.substring(0, slash);
    int port = host.lastIndexOf(':');
    return normal(
        (port < 0 ? host : host.substring(0, port)) + (slash < 0 ? "" : rest.substring(slash)));
  }

  private static String normal(String text) {
    String normal = text;
    while (normal.endsWith("/")) {
      normal = normal.substring(0, normal.length() - 1);
    }
    return normal;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static InvalidCredentialException malformed(String why) {
    return new InvalidCredentialException(
        Reason.MALFORMED, "The shared access token is malformed: " + why + ".");
  }
}
