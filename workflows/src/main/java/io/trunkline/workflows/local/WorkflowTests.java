package io.trunkline.workflows.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tests of workflows in JSON files, comments allowed ({@code docs/workflow-tests.md}):
 *
 * <pre>
 *   {
 *     "workflow": "../process-orders/workflow.json",
 *     "parameters": {"limit": 100}, "appSettings": {"region": "eu"},
 *     "mocks": {"Get_stock": {"body": {"left": 3}}},
 *     "tests": [
 *       {
 *         "name": "an order is taken when the shop answers at the second attempt",
 *         "trigger": {"body": {"id": 7}},
 *         "mocks": {"Call_shop": [{"statusCode": 503}, {"statusCode": 200, "body": {"ok": true}}]},
 *         "expect": {"status": "Succeeded", "actions": {"Call_shop": {"retries": 1}}}
 *       }
 *     ]
 *   }
 * </pre>
 */
public final class WorkflowTests {
  /** How files of tests are called. */
  public static final String SUFFIX = ".tests.json";

  private static final Set<String> FILE_FIELDS =
      Set.of("$schema", "workflow", "parameters", "appSettings", "mocks", "now", "tests");
  private static final Set<String> TEST_FIELDS =
      Set.of("name", "trigger", "parameters", "appSettings", "mocks", "now", "expect");
  private static final String DEFAULT_NOW = "2026-01-01T00:00:00Z";

  private WorkflowTests() {}

  /** Returns a file of tests, or every one below a folder, in order of their names. */
  public static List<Path> find(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> walk = Files.walk(path)) {
      return walk.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw new LocalException(path + " cannot be read: " + e.getMessage());
    }
  }

  /**
   * Reads a file.
   *
   * @throws LocalException saying what is wrong with it
   */
  public static List<WorkflowTest> read(Path file) {
    JsonNode json;
    try {
      json = WorkflowFiles.json(file);
    } catch (IOException e) {
      throw new LocalException(file + " cannot be read: " + e.getMessage());
    }
    requireKnown(json, FILE_FIELDS, file.toString());
    if (!json.path("workflow").isTextual() || !json.path("tests").isArray()) {
      throw new LocalException(file + " needs a 'workflow', the path of a file, and 'tests'.");
    }
    List<LocalWorkflow> workflows =
        WorkflowFiles.read(file.resolveSibling(json.path("workflow").textValue())).stream()
            .map(one -> one.withParameters(json.path("parameters")))
            .map(one -> one.withAppSettings(json.path("appSettings")))
            .toList();
    List<WorkflowTest> tests = new ArrayList<>();
    for (JsonNode test : json.path("tests")) {
      String name = test.path("name").asText("test " + (tests.size() + 1));
      requireKnown(test, TEST_FIELDS, file + ", '" + name + "'");
      tests.add(
          new WorkflowTest(
              file,
              name,
              workflows.stream()
                  .map(one -> one.withParameters(test.path("parameters")))
                  .map(one -> one.withAppSettings(test.path("appSettings")))
                  .toList(),
              TriggerInput.read(test.path("trigger")),
              both(json.path("mocks"), test.path("mocks")),
              now(test.path("now").asText(json.path("now").asText(DEFAULT_NOW))),
              test.path("expect")));
    }
    return tests;
  }

  private static JsonNode both(JsonNode common, JsonNode own) {
    var all = Json.object();
    common.properties().forEach(one -> all.set(one.getKey(), one.getValue()));
    own.properties().forEach(one -> all.set(one.getKey(), one.getValue()));
    return all;
  }

  private static Instant now(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new LocalException("'now' must be a time such as " + DEFAULT_NOW + ", not " + text);
    }
  }

  private static void requireKnown(JsonNode json, Set<String> known, String place) {
    for (var field : json.properties()) {
      if (!known.contains(field.getKey())) {
        throw new LocalException(
            "%s has the unknown field '%s'; known are %s."
                .formatted(
                    place, field.getKey(), String.join(", ", known.stream().sorted().toList())));
      }
    }
  }
}
