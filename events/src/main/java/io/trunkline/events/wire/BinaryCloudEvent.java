package io.trunkline.events.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.events.schema.InvalidEventException;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.net.http.HttpCall;
import io.trunkline.net.http.Paths;
import java.util.Base64;
import java.util.Locale;

/** Reads a CloudEvent in binary mode: attributes in {@code ce-*} headers, data in the body. */
final class BinaryCloudEvent {
  private BinaryCloudEvent() {}

  static ObjectNode read(HttpCall call) {
    ObjectNode event = Json.object();
    call.headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith("ce-")) {
                event.put(name.substring(3), decode(name, value));
              }
            });
    if (event.has("datacontenttype")) {
      throw new InvalidEventException(
          "Header 'ce-datacontenttype' must not appear; 'content-type' says it.");
    }
    if (call.body().length == 0) {
      return event;
    }
    String type = call.header("content-type").orElse("application/json");
    event.put("datacontenttype", type);
    if (isJson(type)) {
      try {
        event.set("data", Json.parse(call.body()));
      } catch (JsonException e) {
        throw new InvalidEventException("The event's data is not valid JSON: " + e.getMessage());
      }
    } else {
      event.put("data_base64", Base64.getEncoder().encodeToString(call.body()));
    }
    return event;
  }

  private static boolean isJson(String contentType) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.endsWith("/json") || type.endsWith("+json");
  }

  private static String decode(String name, String value) {
    String text =
        value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
            ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
            : value;
    try {
      return Paths.decode(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidEventException("Header '" + name + "' holds a broken percent escape.");
    }
  }
}
