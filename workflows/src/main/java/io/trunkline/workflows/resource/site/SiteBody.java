package io.trunkline.workflows.resource.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.service.AccessControl;
import io.trunkline.workflows.service.WorkflowDirectory;
import io.trunkline.workflows.standard.AppArtifacts;
import io.trunkline.workflows.standard.StandardApp;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is stored of an app beside what clients see: its files, settings, and the keys of its
 * workflows. Files are texts; those that are none stand as {@code {"$base64": …}}.
 */
record SiteBody(ObjectNode body) {
  static final String FILES = "files";
  static final String SETTINGS = "appSettings";
  static final String KEYS = "workflowKeys";
  static final String GONE = "goneWorkflows";
  private static final String BASE64 = "$base64";

  /** Returns a file as it is stored. */
  static JsonNode stored(byte[] content) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return Json.mapper().getNodeFactory().textNode(text);
    } catch (CharacterCodingException e) {
      return Json.object().put(BASE64, Base64.getEncoder().encodeToString(content));
    }
  }

  /** Returns the files by path. */
  Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    body.path(FILES).properties().forEach(file -> files.put(file.getKey(), bytes(file.getValue())));
    return files;
  }

  private static byte[] bytes(JsonNode stored) {
    return stored.isObject()
        ? Base64.getDecoder().decode(stored.path(BASE64).asText())
        : stored.asText().getBytes(StandardCharsets.UTF_8);
  }

  /** Finds a file below {@code Artifacts/}, without reading the others. */
  Optional<Artifacts.Artifact> artifact(Artifacts.Kind kind, String name) {
    Map<String, JsonNode> stored = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> file : body.path(FILES).properties()) {
      StandardApp.artifactPath(file.getKey()).ifPresent(path -> stored.put(path, file.getValue()));
    }
    return AppArtifacts.findPath(stored.keySet(), kind, name)
        .map(path -> AppArtifacts.artifact(path, bytes(stored.get(path))));
  }

  /**
   * Reads the app.
   *
   * @throws ResourceException 400 naming the file that is not valid JSON
   */
  StandardApp app() {
    try {
      return StandardApp.read(files());
    } catch (IllegalArgumentException e) {
      throw ResourceException.badRequest("InvalidRequestContent", e.getMessage());
    }
  }

  /** Returns the settings of the app itself; those of {@code config/appsettings} come on top. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    body.path(SETTINGS)
        .properties()
        .forEach(one -> settings.put(one.getKey(), one.getValue().asText()));
    return settings;
  }

  /** Returns the workflows of the app as the engine knows them. */
  List<WorkflowDirectory.Entry> entries(ResourceId site) {
    List<WorkflowDirectory.Entry> entries = new ArrayList<>();
    body.path(KEYS)
        .properties()
        .forEach(
            one ->
                entries.add(
                    new WorkflowDirectory.Entry(
                        one.getValue().path("workflow").asText(),
                        site.child("workflows", one.getKey()),
                        one.getValue().path("primary").asText(),
                        one.getValue().path("secondary").asText(),
                        AccessControl.OPEN)));
    return entries;
  }

  /** Returns the keys of workflows that the app no longer has. */
  List<String> gone() {
    List<String> keys = new ArrayList<>();
    body.path(GONE).forEach(key -> keys.add(key.asText()));
    return keys;
  }

  /** Returns whether a workflow is switched off by a setting (§8.5). */
  static boolean enabled(String workflow, Map<String, String> settings) {
    return settings.entrySet().stream()
        .filter(one -> one.getKey().equalsIgnoreCase("Workflows." + workflow + ".FlowState"))
        .noneMatch(one -> one.getValue().equalsIgnoreCase("Disabled"));
  }

  /** Reads {@code siteConfig.appSettings}, an array of names with values; null for none. */
  static ObjectNode fromArray(JsonNode array) {
    ObjectNode settings = Json.object();
    array.forEach(
        one ->
            settings.put(
                ObjectProperties.find(one, "name").map(JsonNode::asText).orElse(""),
                ObjectProperties.find(one, "value").map(JsonNode::asText).orElse("")));
    return settings;
  }

  /** Leaves the secrets out. */
  @Override
  public String toString() {
    return "SiteBody[files=" + body.path(FILES).size() + "]";
  }
}
