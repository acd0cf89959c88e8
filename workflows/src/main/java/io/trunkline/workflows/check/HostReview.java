package io.trunkline.workflows.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.expression.JsonPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings of {@code host.json} (reference/workflows.md §8.2). None of them is read: a node has
 * its own configuration, for all apps. One that says what holds anyway is passed over; for another
 * the limit of the node is named that stands in its place.
 */
final class HostReview {
  private static final Set<String> EXTENSIONS = Set.of("workflow", "http");
  private static final Map<String, Known> SETTINGS = settings();

  private HostReview() {}

  /**
   * A setting of the original.
   *
   * @param value what the original has where the file says nothing
   * @param limit of {@code workflowLimits}; {@code -} where there is none
   */
  private record Known(String value, String limit) {}

  static void look(JsonNode host, Findings findings) {
    String extensions = JsonPath.property(JsonPath.ROOT, "extensions");
    for (Map.Entry<String, JsonNode> extension : host.path("extensions").properties()) {
      if (!EXTENSIONS.contains(extension.getKey())) {
        findings.suspicious(
            JsonPath.property(extensions, extension.getKey()),
            "Settings of the extension '%s' mean nothing here.".formatted(extension.getKey()));
      }
    }
    String place = JsonPath.property(JsonPath.property(extensions, "workflow"), "settings");
    for (Map.Entry<String, JsonNode> one : host.at("/extensions/workflow/settings").properties()) {
      setting(JsonPath.property(place, one.getKey()), one, findings);
    }
  }

  private static void setting(
      String place, Map.Entry<String, JsonNode> setting, Findings findings) {
    Known known = SETTINGS.get(setting.getKey());
    String value = setting.getValue().asText();
    if (known == null) {
      findings.suspicious(place, "The host setting '%s' is not known.".formatted(setting.getKey()));
    } else if (!known.value().equals(value)) {
      findings.suspicious(
          place,
          known.limit().equals("-")
              ? "The host setting '%s' means nothing here.".formatted(setting.getKey())
              : "The host setting '%s' is not read; '%s' of the node's workflowLimits stands in its place."
                  .formatted(setting.getKey(), known.limit()));
    }
  }

  /** Reads lines of name, value and limit. */
  private static Map<String, Known> settings() {
    Map<String, Known> settings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                HostReview.class.getResourceAsStream("host-settings.txt"),
                StandardCharsets.UTF_8))) {
      reader
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.strip().split("\\s+"))
          .forEach(parts -> settings.put(parts[0], new Known(parts[1], parts[2])));
    } catch (IOException e) {
      throw new UncheckedIOException("the list of host settings cannot be read", e);
    }
    return settings;
  }
}
