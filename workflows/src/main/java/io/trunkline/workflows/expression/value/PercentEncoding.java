package io.trunkline.workflows.expression.value;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of RFC 3986. */
public final class PercentEncoding {
  private static final String UNRESERVED_MARKS = "-._~";
  private static final String URI_MARKS = UNRESERVED_MARKS + ":/?#[]@!$&'()*+,;=%";

  private PercentEncoding() {}

  /** Returns the text with everything but unreserved characters encoded, as UTF-8. */
  public static String encode(String text) {
    return encode(text, UNRESERVED_MARKS);
  }

  /** Returns the text with only those characters encoded that no URI may hold. */
  public static String encodeIllegal(String text) {
    return encode(text, URI_MARKS);
  }

  private static String encode(String text, String marks) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || marks.indexOf(c) >= 0;
      if (plain) {
        out.append(c);
      } else {
        out.append("%%%02X".formatted((int) c));
      }
    }
    return out.toString();
  }

  /** Returns the bytes; a {@code %} without two hexadecimal digits stays as it is. */
  public static byte[] decode(String text) {
    byte[] source = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(source.length);
    for (int index = 0; index < source.length; index++) {
      int high = index + 2 <= source.length - 1 ? Character.digit(source[index + 1], 16) : -1;
      int low = index + 2 <= source.length - 1 ? Character.digit(source[index + 2], 16) : -1;
      if (source[index] == '%' && high >= 0 && low >= 0) {
        out.write(high * 16 + low);
        index += 2;
      } else {
        out.write(source[index]);
      }
    }
    return out.toByteArray();
  }
}
