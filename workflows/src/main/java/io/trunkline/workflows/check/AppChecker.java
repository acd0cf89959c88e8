package io.trunkline.workflows.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.standard.StandardApp;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Lists everything in a Standard app that is refused, not supported or suspicious: its workflows
 * against its connections, parameters and artifacts, and its settings by themselves.
 */
public final class AppChecker {
  /** Sections of {@code connections.json} and what cannot be done with them. */
  private static final Map<String, String> UNSUPPORTED =
      Map.of(
          "functionConnections", "functions are not called",
          "apiManagementConnections", "API Management is not called through a connection",
          "agentConnections", "there are no agents",
          "agentMcpConnections", "there are no agents");

  private static final Set<String> SUPPORTED =
      Set.of("serviceProviderConnections", "managedApiConnections");

  private final WorkflowChecker workflows;
  private final Catalogue connectors;

  public AppChecker(WorkflowChecker workflows, Catalogue connectors) {
    this.workflows = workflows;
    this.connectors = connectors;
  }

  /**
   * Checks an app.
   *
   * @param settings app settings as far as they are known; empty where they are not
   * @return the findings by file; files without any are there, too
   */
  public SequencedMap<String, List<Finding>> check(
      StandardApp app, Optional<Map<String, String>> settings) {
    SequencedMap<String, List<Finding>> findings = new LinkedHashMap<>();
    if (!app.host().isEmpty()) {
      Findings host = new Findings();
      HostReview.look(app.host(), host);
      findings.put("host.json", host.all());
    }
    Findings connections = new Findings();
    Findings parameters = new Findings();
    connections(app, connections);
    secureParameters(app, parameters);
    settings.ifPresent(known -> settings(app, known, connections, parameters));
    if (!app.connections().isEmpty()) {
      findings.put("connections.json", connections.all());
    }
    if (!app.parameters().isEmpty()) {
      findings.put("parameters.json", parameters.all());
    }
    Surroundings around =
        new Surroundings(
            connectors,
            Optional.of(entries(app)),
            Optional.of(
                new Surroundings.App(
                    names(app.parameters()), app.workflows().keySet(), app.artifacts().keySet())));
    app.workflows()
        .forEach(
            (name, document) ->
                findings.put(name + "/workflow.json", workflows.check(document, around)));
    return findings;
  }

  private void connections(StandardApp app, Findings findings) {
    for (Map.Entry<String, JsonNode> section : app.connections().properties()) {
      for (String name : names(section.getValue())) {
        String place = JsonPath.property(JsonPath.ROOT, section.getKey(), name);
        if (UNSUPPORTED.containsKey(section.getKey())) {
          findings.unsupported(
              place,
              "The connection '%s' is not supported: %s."
                  .formatted(name, UNSUPPORTED.get(section.getKey())));
        } else if (!SUPPORTED.contains(section.getKey())) {
          findings.unsupported(
              place,
              "Connections in the section '%s' are not supported.".formatted(section.getKey()));
        } else if (section.getKey().equals("serviceProviderConnections")) {
          provider(section.getValue().path(name), place, findings);
        }
      }
    }
  }

  private void provider(JsonNode entry, String place, Findings findings) {
    String id = entry.path("serviceProvider").path("id").asText("");
    String connector = id.substring(id.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (!connectors.has(connector)) {
      findings.unsupported(
          JsonPath.property(place, "serviceProvider"),
          "The connector '%s' does not come with Trunkline; it has to be declared."
              .formatted(connector));
    }
  }

  private static void secureParameters(StandardApp app, Findings findings) {
    for (Map.Entry<String, JsonNode> parameter : app.parameters().properties()) {
      if (parameter.getValue().path("type").asText("").regionMatches(true, 0, "secure", 0, 6)) {
        findings.suspicious(
            JsonPath.property(JsonPath.property(JsonPath.ROOT, parameter.getKey()), "type"),
            "Secure types are for definitions; in parameters.json refer to an app setting.");
      }
    }
  }

  private static void settings(
      StandardApp app, Map<String, String> known, Findings connections, Findings parameters) {
    for (StandardApp.Problem problem : app.resolve(known).problems()) {
      Findings findings = problem.file().equals("parameters.json") ? parameters : connections;
      findings.suspicious(JsonPath.property(JsonPath.ROOT, problem.name()), problem.message());
    }
  }

  /** Entries of both sections that workflows refer to, by name. */
  private static ObjectNode entries(StandardApp app) {
    ObjectNode entries = Json.object();
    for (String section : SUPPORTED) {
      app.connections()
          .path(section)
          .properties()
          .forEach(entry -> entries.set(entry.getKey(), entry.getValue()));
    }
    return entries;
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
