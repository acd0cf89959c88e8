package io.trunkline.gateway.expression.members;

import static io.trunkline.gateway.expression.TypeMembers.type;
import static io.trunkline.gateway.expression.members.Arguments.text;

import io.trunkline.gateway.expression.EvaluationException;
import io.trunkline.gateway.expression.Texts;
import io.trunkline.gateway.expression.TypeCatalog;
import io.trunkline.gateway.expression.TypeMembers;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** {@code Encoding}, {@code WebUtility}, {@code Uri}, {@code StringBuilder}, hashes and HMACs. */
final class EncodingMembers {
  private EncodingMembers() {}

  @SuppressWarnings("UnnecessaryStringBuilder") // expressions build on with it
  static void addTo(TypeCatalog catalog) {
    catalog.add(
        type("Encoding")
            .staticProperty("Encoding UTF8", () -> StandardCharsets.UTF_8)
            .staticProperty("Encoding ASCII", () -> StandardCharsets.US_ASCII)
            .staticProperty("Encoding Unicode", () -> StandardCharsets.UTF_16LE)
            .method("byte[] GetBytes(string text)", (it, a) -> text(a, 0).getBytes((Charset) it))
            .method(
                "string GetString(byte[] bytes)",
                (it, a) -> new String((byte[]) a[0], (Charset) it)));
    catalog.add(
        type("WebUtility")
            .staticMethod("string UrlEncode(string text)", a -> encode(text(a, 0)))
            .staticMethod(
                "string UrlDecode(string text)",
                a -> URLDecoder.decode(text(a, 0), StandardCharsets.UTF_8)));
    catalog.add(
        type("Uri")
            .representedBy(URI.class)
            .constructor("Uri New(string text)", a -> URI.create(text(a, 0)))
            .property("string Scheme", it -> ((URI) it).getScheme())
            .property("string Host", it -> ((URI) it).getHost())
            .property("int Port", it -> ((URI) it).getPort())
            .property("string AbsolutePath", it -> ((URI) it).getRawPath())
            .property("string AbsoluteUri", it -> it.toString())
            .staticMethod(
                "string EscapeDataString(string text)",
                a -> encode(text(a, 0)).replace("+", "%20").replace("*", "%2A"))
            .staticMethod(
                "string UnescapeDataString(string text)",
                a -> URLDecoder.decode(text(a, 0).replace("+", "%2B"), StandardCharsets.UTF_8)));
    catalog.add(
        type("StringBuilder")
            .representedBy(StringBuilder.class)
            .constructor(
                "StringBuilder New(string text = x)", a -> new StringBuilder(Texts.of(a[0])))
            .property("int Length", it -> ((StringBuilder) it).length())
            .method(
                "StringBuilder Append(object value)",
                (it, a) -> ((StringBuilder) it).append(Texts.of(a[0])))
            .method(
                "StringBuilder AppendLine(object value = x)",
                (it, a) -> ((StringBuilder) it).append(Texts.of(a[0])).append('\n')));
    for (String name : List.of("SHA1", "SHA256", "SHA384", "SHA512", "MD5")) {
      catalog.add(hash(name));
    }
    for (String name : List.of("HMACSHA1", "HMACSHA256", "HMACSHA384", "HMACSHA512")) {
      catalog.add(
          type(name)
              .constructor(name + " New(byte[] key)", a -> a[0])
              .method(
                  "byte[] ComputeHash(byte[] bytes)",
                  (it, a) -> mac(name, (byte[]) it, (byte[]) a[0])));
    }
    catalog.add(
        type("BitConverter")
            .staticMethod(
                "string ToString(byte[] bytes)",
                a ->
                    java.util.HexFormat.ofDelimiter("-").withUpperCase().formatHex((byte[]) a[0])));
  }

  private static TypeMembers hash(String name) {
    String algorithm = name.replace("SHA", "SHA-");
    return type(name)
        .staticMethod(name + " Create()", a -> algorithm)
        .constructor(name + " New()", a -> algorithm)
        .method(
            "byte[] ComputeHash(byte[] bytes)",
            (it, a) -> {
              try {
                return MessageDigest.getInstance(algorithm).digest((byte[]) a[0]);
              } catch (GeneralSecurityException e) {
                throw new EvaluationException(e.getMessage());
              }
            });
  }

  private static byte[] mac(String name, byte[] key, byte[] bytes) {
    try {
      String algorithm = "Hmac" + name.substring(4);
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new EvaluationException(e.getMessage());
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
