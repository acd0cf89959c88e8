package io.trunkline.resources.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.net.http.Paths;
import io.trunkline.resources.template.TemplateFunction.Declared;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Functions that encode and decode: Base64, URIs. */
final class EncodingFunctions {
  private static final Pattern DATA_URI =
      Pattern.compile("data:[^,]*?(;base64)?,(.*)", Pattern.DOTALL);
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  static final List<Declared> DECLARED =
      List.of(
          new Declared("base64", 1, 1, a -> TextNode.valueOf(encode(a.text(0)))),
          new Declared("base64ToString", 1, 1, a -> TextNode.valueOf(decode(a, a.text(0)))),
          new Declared("base64ToJson", 1, 1, EncodingFunctions::base64ToJson),
          new Declared(
              "dataUri",
              1,
              1,
              a -> TextNode.valueOf("data:text/plain;charset=utf8;base64," + encode(a.text(0)))),
          new Declared("dataUriToString", 1, 1, EncodingFunctions::dataUriToString),
          new Declared("uri", 2, 2, EncodingFunctions::uri),
          new Declared("uriComponent", 1, 1, a -> TextNode.valueOf(escape(a.text(0)))),
          new Declared("uriComponentToString", 1, 1, EncodingFunctions::unescape),
          new Declared("parseUri", 1, 1, EncodingFunctions::parseUri),
          new Declared("buildUri", 1, 1, EncodingFunctions::buildUri));

  private EncodingFunctions() {}

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(Arguments arguments, String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw arguments.fault("the argument is no Base64.");
    }
  }

  private static JsonNode base64ToJson(Arguments arguments) {
    try {
      return Json.parse(decode(arguments, arguments.text(0)));
    } catch (JsonException e) {
      throw arguments.fault("the decoded text is no JSON: " + e.getMessage());
    }
  }

  private static JsonNode dataUriToString(Arguments arguments) {
    Matcher matcher = DATA_URI.matcher(arguments.text(0));
    if (!matcher.matches()) {
      throw arguments.fault("the argument is no data URI.");
    }
    String data = matcher.group(2);
    return matcher.group(1) == null
        ? TextNode.valueOf(unescape(arguments, data))
        : TextNode.valueOf(decode(arguments, data));
  }

  private static JsonNode uri(Arguments arguments) {
    try {
      return TextNode.valueOf(
          new URI(arguments.text(0)).resolve(new URI(arguments.text(1))).toString());
    } catch (URISyntaxException e) {
      throw arguments.fault("'" + e.getInput() + "' is no URI.");
    }
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (UNRESERVED.indexOf(c) >= 0) {
        escaped.append(c);
      } else {
        escaped.append("%%%02X".formatted((int) c));
      }
    }
    return escaped.toString();
  }

  private static JsonNode unescape(Arguments arguments) {
    return TextNode.valueOf(unescape(arguments, arguments.text(0)));
  }

  private static String unescape(Arguments arguments, String text) {
    try {
      return Paths.decode(text);
    } catch (IllegalArgumentException e) {
      throw arguments.fault("the argument has a broken escape.");
    }
  }

  private static JsonNode parseUri(Arguments arguments) {
    try {
      URI uri = new URI(arguments.text(0));
      ObjectNode parts = Json.object();
      parts.put("scheme", uri.getScheme());
      parts.put("host", uri.getHost());
      if (uri.getPort() >= 0) {
        parts.put("port", (long) uri.getPort());
      }
      parts.put("path", uri.getRawPath());
      parts.put("query", uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
      return parts;
    } catch (URISyntaxException e) {
      throw arguments.fault("'" + e.getInput() + "' is no URI.");
    }
  }

  private static JsonNode buildUri(Arguments arguments) {
    ObjectNode parts = arguments.object(0);
    StringBuilder uri = new StringBuilder();
    uri.append(parts.path("scheme").asText("https")).append("://");
    uri.append(parts.path("host").asText());
    if (parts.path("port").isIntegralNumber()) {
      uri.append(':').append(parts.get("port").asLong());
    }
    String path = parts.path("path").asText("");
    uri.append(path.isEmpty() || path.startsWith("/") ? path : "/" + path);
    String query = parts.path("query").asText("");
    uri.append(query.isEmpty() || query.startsWith("?") ? query : "?" + query);
    return TextNode.valueOf(uri.toString());
  }
}
