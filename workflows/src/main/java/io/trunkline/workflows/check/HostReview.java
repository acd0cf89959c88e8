package io.trunkline.workflows.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.HostSettings;
import io.trunkline.workflows.expression.JsonPath;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of {@code host.json} (reference/workflows.md §8.2). One that is not read and says
 * what holds anyway is passed over; for another the limit of the node is named that stands in its
 * place.
 */
final class HostReview {
  private static final Set<String> EXTENSIONS = Set.of("workflow", "http");

  private HostReview() {}

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
    Map<String, String> problems = HostSettings.ofFile(host).problems();
    for (Map.Entry<String, JsonNode> one : host.at("/extensions/workflow/settings").properties()) {
      setting(JsonPath.property(place, one.getKey()), one, problems, findings);
    }
  }

  private static void setting(
      String place,
      Map.Entry<String, JsonNode> setting,
      Map<String, String> problems,
      Findings findings) {
    Optional<HostSettings.Known> known = HostSettings.known(setting.getKey());
    String problem = problems.get(setting.getKey());
    if (problem != null) {
      findings.suspicious(place, problem);
    } else if (known.isEmpty()) {
      findings.suspicious(place, "The host setting '%s' is not known.".formatted(setting.getKey()));
    } else if (!known.get().read() && !known.get().value().equals(setting.getValue().asText())) {
      findings.suspicious(
          place,
          known
              .get()
              .limit()
              .map(
                  limit ->
                      "The host setting '%s' is not read; '%s' of the node's workflowLimits stands in its place."
                          .formatted(setting.getKey(), limit))
              .orElse("The host setting '%s' means nothing here.".formatted(setting.getKey())));
    }
  }
}
