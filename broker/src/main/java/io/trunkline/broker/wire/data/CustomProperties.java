package io.trunkline.broker.wire.data;

import io.trunkline.net.http.Fields;
import io.trunkline.net.http.HttpReply;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Application properties as header fields: texts in double quotes, numbers and booleans bare
 * ({@code reference/service-bus.md §14}). Names are lower-case, since header names have no case.
 */
final class CustomProperties {
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** Fields of HTTP and of this API itself. */
  private static final Set<String> NOT_CUSTOM =
      Set.of(
          "accept",
          "accept-encoding",
          "accept-language",
          "authorization",
          "brokerproperties",
          "cache-control",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "cookie",
          "date",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "te",
          "traceparent",
          "tracestate",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "x-ms-retrypolicy");

  private CustomProperties() {}

  static Map<String, Object> read(Fields headers) {
    Map<String, Object> properties = new LinkedHashMap<>();
    headers.forEach(
        (name, value) -> {
          if (!NOT_CUSTOM.contains(name)) {
            properties.put(name, value(value.strip()));
          }
        });
    return properties;
  }

  private static Object value(String text) {
    if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
      return text.substring(1, text.length() - 1);
    }
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    try {
      return text.matches("-?\\d{1,18}") ? (Object) Long.valueOf(text) : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  /** Adds a property; one that cannot stand in a header is left out. */
  static HttpReply write(HttpReply reply, String name, Object value) {
    String text =
        switch (value) {
          case Number number -> number.toString();
          case Boolean truth -> truth.toString();
          case Instant time -> "\"" + BrokerPropertiesJson.time(time.toEpochMilli()) + "\"";
          default -> "\"" + value + "\"";
        };
    boolean sendable =
        NAME.matcher(name).matches() && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    return sendable ? reply.withHeader(name, text) : reply;
  }
}
