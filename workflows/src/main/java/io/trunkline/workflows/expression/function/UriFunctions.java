package io.trunkline.workflows.expression.function;

import static io.trunkline.workflows.expression.function.TemplateFunction.ANY;
import static io.trunkline.workflows.expression.function.TemplateFunction.pure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.workflows.expression.value.ContentEnvelope;
import io.trunkline.workflows.expression.value.PercentEncoding;
import io.trunkline.workflows.expression.value.ValueText;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Functions on absolute URIs and their escapes (reference/workflows.md §2.6, §2.10). */
final class UriFunctions {
  private UriFunctions() {}

  static List<TemplateFunction> all() {
    return List.of(
        part(
            "uriHost",
            uri -> Objects.requireNonNullElse(uri.getHost(), "").toLowerCase(Locale.ROOT)),
        part("uriPath", UriFunctions::path),
        part("uriPathAndQuery", uri -> path(uri) + query(uri)),
        part("uriQuery", UriFunctions::query),
        part("uriScheme", uri -> uri.getScheme().toLowerCase(Locale.ROOT)),
        pure("uriPort", 1, 1, arguments -> IntNode.valueOf(port(absolute(arguments)))),
        pure("uriComponent", 1, ANY, UriFunctions::encoded),
        pure("encodeUriComponent", 1, ANY, UriFunctions::encoded),
        pure("uriComponentToString", 1, 1, UriFunctions::decoded),
        pure("decodeUriComponent", 1, 1, UriFunctions::decoded),
        pure("uriComponentToBinary", 1, 1, UriFunctions::decodedBytes));
  }

  private static TemplateFunction part(String name, Function<URI, String> part) {
    return pure(name, 1, 1, arguments -> TextNode.valueOf(part.apply(absolute(arguments))));
  }

  private static URI absolute(Arguments arguments) {
    String text = arguments.text(0).strip();
    try {
      URI uri = new URI(PercentEncoding.encodeIllegal(text));
      if (uri.isAbsolute() && !uri.isOpaque()) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // The same error as for a relative one.
    }
    throw arguments.wrongValue(0, "'%s' is not an absolute URI".formatted(text));
  }

  private static String path(URI uri) {
    return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
  }

  private static String query(URI uri) {
    return uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> 80;
      case "https", "wss" -> 443;
      case "ftp" -> 21;
      case "amqp" -> 5672;
      case "amqps" -> 5671;
      default -> -1;
    };
  }

  private static JsonNode encoded(Arguments arguments) {
    String text =
        arguments.size() == 1
            ? arguments.text(0)
            : arguments.all().stream().map(ValueText::of).collect(Collectors.joining());
    return TextNode.valueOf(PercentEncoding.encode(text));
  }

  private static JsonNode decoded(Arguments arguments) {
    return TextNode.valueOf(
        new String(PercentEncoding.decode(arguments.text(0)), StandardCharsets.UTF_8));
  }

  private static JsonNode decodedBytes(Arguments arguments) {
    return ContentEnvelope.of(
            ContentEnvelope.OCTET_STREAM, PercentEncoding.decode(arguments.text(0)))
        .toJson();
  }
}
