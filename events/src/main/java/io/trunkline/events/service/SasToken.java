package io.trunkline.events.service;

import io.trunkline.identity.InvalidCredentialException;
import io.trunkline.identity.InvalidCredentialException.Reason;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Event Grid's own signature, {@code r=…&e=…&s=…}. Producers encode the parts differently, so it is
 * verified over the text as received ({@code reference/event-grid.md §1.3}).
 *
 * @param signed the text up to the signature
 * @param signature decoded from base64
 * @param resource the signed URL, decoded
 * @param expiry when it ends
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SasToken(String signed, byte[] signature, String resource, Instant expiry) {
  /** The forms in which SDKs and samples write the time; one without a zone is in UTC. */
  private static final List<DateTimeFormatter> TIMES =
      List.of(
          DateTimeFormatter.ofPattern("M/d/yyyy h:m:s a", Locale.US),
          new DateTimeFormatterBuilder()
              .append(DateTimeFormatter.ISO_LOCAL_DATE)
              .appendLiteral(' ')
              .append(DateTimeFormatter.ISO_LOCAL_TIME)
              .optionalStart()
              .appendOffset("+HH:MM", "Z")
              .toFormatter(Locale.ROOT),
          DateTimeFormatter.ISO_OFFSET_DATE_TIME,
          DateTimeFormatter.ISO_LOCAL_DATE_TIME);

  static SasToken parse(String text) {
    int end = text.lastIndexOf("&s=");
    if (end < 0) {
      throw malformed("it has no part s");
    }
    String signed = text.substring(0, end);
    try {
      return new SasToken(
          signed,
          Base64.getDecoder().decode(decode(text.substring(end + 3))),
          decode(part(signed, "r")),
          time(decode(part(signed, "e"))));
    } catch (IllegalArgumentException e) {
      throw malformed(e.getMessage());
    }
  }

  boolean signedWith(String key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
      return MessageDigest.isEqual(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)), signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has HmacSHA256", e);
    }
  }

  /** Returns whether the signed URL is that of topic {@code name}, by host name or by path. */
  boolean covers(String name) {
    URI uri;
    try {
      uri = URI.create(resource);
    } catch (IllegalArgumentException e) {
      return false;
    }
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    String path = uri.getPath() == null ? "" : uri.getPath().toLowerCase(Locale.ROOT);
    String topic = name.toLowerCase(Locale.ROOT);
    return host.startsWith(topic + ".")
        || path.equals("/eventgrid/" + topic)
        || path.startsWith("/eventgrid/" + topic + "/");
  }

  private static String part(String signed, String name) {
    for (String part : signed.split("&", -1)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    throw new IllegalArgumentException("it has no part " + name);
  }

  private static Instant time(String text) {
    for (DateTimeFormatter format : TIMES) {
      try {
        TemporalAccessor time = format.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return time instanceof OffsetDateTime zoned
            ? zoned.toInstant()
            : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        // The next form may fit.
      }
    }
    throw new IllegalArgumentException("its expiry is no time: " + text);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static InvalidCredentialException malformed(String why) {
    return new InvalidCredentialException(
        Reason.MALFORMED, "The shared access signature cannot be read: " + why + ".");
  }
}
