package io.trunkline.resources.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ControlPlaneSettings.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a template's structure and collects what is wrong with it. */
final class TemplateReader {
  private static final int MAX_DECLARATIONS = 800;
  private final Limits limits;
  private final List<Problem> problems;
  private final List<ResourceDeclaration> resources = new ArrayList<>();

  TemplateReader(Limits limits, List<Problem> problems) {
    this.limits = limits;
    this.problems = problems;
  }

  /**
   * Reads a template.
   *
   * @param path where it stands, {@code $} for the root of a file
   * @return the template; only to be used where no problem was found
   */
  Template read(ObjectNode json, String path) {
    boolean symbolic = json.path("languageVersion").asText("1.0").startsWith("2.");
    if (!json.path("contentVersion").isTextual()) {
      problems.add(new Problem(path + ".contentVersion", "'contentVersion' is missing"));
    }
    for (String unsupported : List.of("imports", "extensions", "asserts")) {
      if (json.has(unsupported) && !json.get(unsupported).isEmpty()) {
        problems.add(new Problem(path + "." + unsupported, unsupported + " are not supported"));
      }
    }
    JsonNode declared = json.path("resources");
    if (!declared.isContainerNode() || symbolic != declared.isObject()) {
      if (!declared.isArray() || symbolic) {
        problems.add(
            new Problem(
                path + ".resources",
                symbolic
                    ? "'resources' has to be an object of symbolic names"
                    : "'resources' has to be an array"));
      }
    }
    children(declared, path + ".resources", null);
    ObjectNode parameters = section(json, path, "parameters", limits.maxParameters());
    ObjectNode variables = section(json, path, "variables", limits.maxVariables());
    ObjectNode outputs = section(json, path, "outputs", limits.maxOutputs());
    return new Template(
        json,
        symbolic,
        parameters,
        variables,
        functions(json.path("functions"), path + ".functions"),
        section(json, path, "definitions", limits.maxParameters()),
        resources,
        outputs);
  }

  private ObjectNode section(ObjectNode json, String path, String name, int most) {
    JsonNode section = json.path(name);
    if (section.isMissingNode() || section.isNull()) {
      return Json.object();
    }
    if (!(section instanceof ObjectNode object)) {
      problems.add(new Problem(path + "." + name, "'" + name + "' has to be an object"));
      return Json.object();
    }
    if (object.size() > most) {
      problems.add(new Problem(path + "." + name, "there are more than " + most + " " + name));
    }
    return object;
  }

  private void children(JsonNode declared, String path, @Nullable ResourceDeclaration parent) {
    if (declared.isArray()) {
      for (int i = 0; i < declared.size(); i++) {
        declaration(declared.get(i), path + "[" + i + "]", null, parent);
      }
    } else {
      for (Map.Entry<String, JsonNode> member : declared.properties()) {
        declaration(member.getValue(), path + "." + member.getKey(), member.getKey(), parent);
      }
    }
  }

  private void declaration(
      JsonNode json, String path, @Nullable String symbolic, @Nullable ResourceDeclaration parent) {
    if (!(json instanceof ObjectNode object)) {
      problems.add(new Problem(path, "a resource has to be an object"));
      return;
    }
    if (resources.size() >= MAX_DECLARATIONS) {
      problems.add(new Problem(path, "there are more than " + MAX_DECLARATIONS + " resources"));
      return;
    }
    for (String required : List.of("type", "apiVersion", "name")) {
      if (!object.path(required).isTextual() || object.path(required).asText().isBlank()) {
        problems.add(new Problem(path + "." + required, "'" + required + "' is missing"));
      }
    }
    for (String unsupported : List.of("import", "extension")) {
      if (object.has(unsupported)) {
        problems.add(
            new Problem(path + "." + unsupported, "extensible resources are not supported"));
      }
    }
    ResourceDeclaration declaration = new ResourceDeclaration(path, symbolic, object, parent);
    resources.add(declaration);
    if (object.has("resources")) {
      if (object.has("copy")) {
        problems.add(
            new Problem(path + ".resources", "a child cannot stand inside of a copy loop"));
      }
      children(object.get("resources"), path + ".resources", declaration);
    }
  }

  private Map<String, JsonNode> functions(JsonNode declared, String path) {
    Map<String, JsonNode> functions = new TreeMap<>();
    for (int i = 0; i < declared.size(); i++) {
      String namespace = declared.path(i).path("namespace").asText("");
      for (Map.Entry<String, JsonNode> member : declared.path(i).path("members").properties()) {
        if (!member.getValue().has("output")) {
          problems.add(
              new Problem(
                  path + "[" + i + "].members." + member.getKey(), "the function has no output"));
        }
        functions.put(
            (namespace + "." + member.getKey()).toLowerCase(Locale.ROOT), member.getValue());
      }
    }
    return functions;
  }
}
