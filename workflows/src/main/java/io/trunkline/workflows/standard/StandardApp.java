package io.trunkline.workflows.standard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.HostSettings;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.expression.Expressions;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.expression.SettingsContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The files of a Standard app (reference/workflows.md §8.1): {@code <workflow>/workflow.json},
 * {@code connections.json}, {@code parameters.json}, {@code host.json}, {@code Artifacts/…}. What
 * tools keep beside them is ignored.
 *
 * @param workflows content of {@code workflow.json} by workflow
 * @param connections content of {@code connections.json}
 * @param parameters content of {@code parameters.json}
 * @param host content of {@code host.json}
 * @param artifacts files below {@code Artifacts/}, by their path there
 */
public record StandardApp(
    SequencedMap<String, JsonNode> workflows,
    JsonNode connections,
    JsonNode parameters,
    JsonNode host,
    SequencedMap<String, byte[]> artifacts) {
  private static final String ARTIFACTS = "Artifacts/";

  /** Sections of {@code connections.json} whose entries workflows refer to. */
  private static final List<String> SECTIONS =
      List.of("serviceProviderConnections", "managedApiConnections");

  /**
   * Reads files by their path in the app, with slashes.
   *
   * @throws IllegalArgumentException naming a file that is not valid JSON
   */
  public static StandardApp read(Map<String, byte[]> files) {
    SequencedMap<String, JsonNode> workflows = new LinkedHashMap<>();
    SequencedMap<String, byte[]> artifacts = new LinkedHashMap<>();
    Map<String, JsonNode> others = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    new TreeMap<>(files)
        .forEach(
            (path, content) -> {
              String[] segments = path.split("/", -1);
              if (segments.length == 2 && segments[1].equalsIgnoreCase("workflow.json")) {
                workflows.put(segments[0], parse(path, content));
              } else if (artifactPath(path).isPresent()) {
                artifacts.put(artifactPath(path).get(), content);
              } else if (segments.length == 1 && isSetting(path)) {
                others.put(path, parse(path, content));
              }
            });
    return new StandardApp(
        workflows,
        others.getOrDefault("connections.json", Json.object()),
        others.getOrDefault("parameters.json", Json.object()),
        others.getOrDefault("host.json", Json.object()),
        artifacts);
  }

  /** Returns what {@code host.json} says. */
  public HostSettings hostSettings() {
    return HostSettings.ofFile(host);
  }

  /** Returns how large the definition in a {@code workflow.json} may be. */
  public DefinitionLimits definitionLimits(JsonNode document) {
    return hostSettings()
        .definitionLimits(document.path("kind").asText().equalsIgnoreCase("Stateless"));
  }

  /** Returns the path below {@code Artifacts/} of a file of an app that stands there. */
  public static Optional<String> artifactPath(String path) {
    return path.regionMatches(true, 0, ARTIFACTS, 0, ARTIFACTS.length())
        ? Optional.of(path.substring(ARTIFACTS.length()))
        : Optional.empty();
  }

  private static boolean isSetting(String path) {
    return List.of("connections.json", "parameters.json", "host.json")
        .contains(path.toLowerCase(Locale.ROOT));
  }

  private static JsonNode parse(String path, byte[] content) {
    try {
      return Json.parseLenient(withoutMark(content));
    } catch (JsonException e) {
      throw new IllegalArgumentException(path + " is not valid JSON: " + e.getMessage(), e);
    }
  }

  /** Editors on Windows begin files with a byte order mark. */
  private static byte[] withoutMark(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1).getBytes(StandardCharsets.UTF_8) : content;
  }

  /**
   * Something of the app's settings that cannot be resolved.
   *
   * @param name the connection or parameter
   */
  public record Problem(String file, String name, String message) {
    @Override
    public String toString() {
      return file + ": " + name + ": " + message;
    }
  }

  /**
   * The settings of an app, resolved (§1.5): each connection or parameter that cannot be is left
   * out and named.
   *
   * @param parameters values by name
   * @param connections entries of every section by name
   */
  public record Settings(ObjectNode parameters, ObjectNode connections, List<Problem> problems) {
    public Settings {
      problems = List.copyOf(problems);
    }

    /** Leaves the values out; there are secrets among them. */
    @Override
    public String toString() {
      return "Settings[problems=" + problems + "]";
    }
  }

  /** Resolves {@code @appsetting('x')} and {@code @parameters('x')} in both files. */
  public Settings resolve(Map<String, String> appSettings) {
    List<Problem> problems = new ArrayList<>();
    ObjectNode values = Json.object();
    SettingsContext withoutParameters = new SettingsContext(appSettings, Json.object());
    for (Map.Entry<String, JsonNode> one : parameters.properties()) {
      JsonNode value = one.getValue().path("value");
      evaluate("parameters.json", one.getKey(), value, withoutParameters, values, problems);
    }
    SettingsContext context = new SettingsContext(appSettings, values);
    ObjectNode entries = Json.object();
    for (String section : SECTIONS) {
      for (Map.Entry<String, JsonNode> one : connections.path(section).properties()) {
        evaluate("connections.json", one.getKey(), one.getValue(), context, entries, problems);
      }
    }
    return new Settings(values, entries, problems);
  }

  private static void evaluate(
      String file,
      String name,
      JsonNode source,
      SettingsContext context,
      ObjectNode into,
      List<Problem> problems) {
    try {
      into.set(
          name,
          Expressions.template(source, JsonPath.property(JsonPath.ROOT, name)).evaluate(context));
    } catch (ExpressionException e) {
      problems.add(new Problem(file, name, e.getMessage()));
    }
  }
}
