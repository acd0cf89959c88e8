package io.trunkline.connectors.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.connector.HttpContent;
import java.util.Locale;
import java.util.Map;

/** What files hold, told by their names. */
final class ContentTypes {
  private static final String UNKNOWN = "application/octet-stream";
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("csv", "text/csv"),
          Map.entry("gif", "image/gif"),
          Map.entry("gz", "application/gzip"),
          Map.entry("htm", "text/html"),
          Map.entry("html", "text/html"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("json", "application/json"),
          Map.entry("md", "text/markdown"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("png", "image/png"),
          Map.entry("txt", "text/plain"),
          Map.entry("xml", "application/xml"),
          Map.entry("zip", "application/zip"));

  private ContentTypes() {}

  static String of(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(extension, UNKNOWN);
  }

  /** Returns content as expressions see it (reference/workflows.md §1.9). */
  static JsonNode value(String name, byte[] content, boolean infer) {
    String type = infer ? of(name) : UNKNOWN;
    try {
      JsonNode value = HttpContent.decode(type, content);
      return value == null ? TextNode.valueOf("") : value;
    } catch (JsonException e) {
      return HttpContent.envelope(type, content);
    }
  }
}
