package io.trunkline.gateway.exchange;

import com.nimbusds.jose.Header;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import io.trunkline.net.codec.Json;
import java.text.ParseException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A token taken apart, not necessarily checked: {@code Jwt}. */
public record Jwt(Header header, JWTClaimsSet claimsSet, Map<String, List<String>> claims) {
  /** Reads a token, with or without {@code Bearer} in front. */
  public static Optional<Jwt> parse(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    String token =
        text.regionMatches(true, 0, "Bearer ", 0, 7) ? text.substring(7).strip() : text.strip();
    try {
      return Optional.of(of(JWTParser.parse(token)));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  /** Takes a token apart. */
  public static Jwt of(JWT token) throws ParseException {
    JWTClaimsSet set = token.getJWTClaimsSet();
    if (set == null) {
      throw new ParseException("The token has no claims.", 0);
    }
    Map<String, List<String>> claims = new TreeMap<>();
    set.getClaims().forEach((name, value) -> claims.put(name, texts(value)));
    return new Jwt(token.getHeader(), set, claims);
  }

  private static List<String> texts(@Nullable Object value) {
    List<String> texts = new ArrayList<>();
    switch (value) {
      case null -> {}
      case List<?> list -> list.forEach(item -> texts.addAll(texts(item)));
      case Date date -> texts.add(Long.toString(date.toInstant().toEpochMilli() / 1000));
      case Map<?, ?> map -> texts.add(Json.text(Json.mapper().valueToTree(map)));
      default -> texts.add(value.toString());
    }
    return texts;
  }

  public static @Nullable OffsetDateTime time(@Nullable Date date) {
    return date == null ? null : date.toInstant().atOffset(ZoneOffset.UTC);
  }
}
