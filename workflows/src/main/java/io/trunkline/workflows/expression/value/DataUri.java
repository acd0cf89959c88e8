package io.trunkline.workflows.expression.value;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * A {@code data:} URI (reference/workflows.md §2.6).
 *
 * @param mediaType with its parameters, without {@code ;base64}
 * @param bytes the content
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DataUri(String mediaType, byte[] bytes) {
  private static final String PREFIX = "data:";
  private static final String BASE64 = ";base64";
  private static final String DEFAULT_TYPE = "text/plain";

  /**
   * Reads a data URI.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static DataUri parse(String text) {
    int comma = text.indexOf(',');
    if (!text.regionMatches(true, 0, PREFIX, 0, PREFIX.length()) || comma < 0) {
      throw new IllegalArgumentException("a data URI starts with 'data:' and has a comma");
    }
    String head = text.substring(PREFIX.length(), comma);
    String data = text.substring(comma + 1);
    boolean base64 = head.toLowerCase(Locale.ROOT).endsWith(BASE64);
    String type = base64 ? head.substring(0, head.length() - BASE64.length()) : head;
    if (type.isEmpty() || type.startsWith(";")) {
      type = DEFAULT_TYPE + type;
    }
    refuseBadType(type);
    return new DataUri(
        type, base64 ? decoded(data) : PercentEncoding.decode(data.replace('+', ' ')));
  }

  private static byte[] decoded(String data) {
    try {
      return Base64.getDecoder().decode(data);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the data is not valid base64", e);
    }
  }

  private static void refuseBadType(String type) {
    String[] parts = type.split(";", -1);
    if (parts[0].chars().filter(c -> c == '/').count() != 1) {
      throw new IllegalArgumentException("'%s' is not a media type".formatted(parts[0]));
    }
    for (int index = 1; index < parts.length; index++) {
      String parameter = parts[index].strip();
      if (parameter.equalsIgnoreCase("base64")) {
        throw new IllegalArgumentException("';base64' must be the last parameter");
      }
      if (parameter.toLowerCase(Locale.ROOT).startsWith("charset=")) {
        refuseBadCharset(parameter.substring("charset=".length()));
      }
    }
  }

  private static void refuseBadCharset(String name) {
    try {
      Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the charset '%s' is not known".formatted(name), e);
    }
  }

  /**
   * Returns the content as text.
   *
   * @throws IllegalArgumentException if the first parameter is a charset other than UTF-8
   */
  public String text() {
    String[] parts = mediaType.split(";", -1);
    if (parts.length > 1) {
      String first = parts[1].strip().toLowerCase(Locale.ROOT);
      if (first.startsWith("charset=") && !first.equals("charset=utf-8")) {
        throw new IllegalArgumentException("only the charset 'utf-8' is supported");
      }
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
