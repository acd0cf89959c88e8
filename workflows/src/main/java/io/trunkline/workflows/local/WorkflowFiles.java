package io.trunkline.workflows.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.check.WorkflowDocument;
import io.trunkline.workflows.standard.AppFolder;
import io.trunkline.workflows.standard.StandardApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads workflows to run from files: a bare definition, a resource, a gallery template, or the
 * {@code workflow.json} of a Standard app, whose settings and neighbours are read as well.
 */
public final class WorkflowFiles {
  private WorkflowFiles() {}

  /**
   * Returns the workflow of a file, and behind it its neighbours in a Standard app.
   *
   * @throws LocalException when there is no workflow
   */
  public static List<LocalWorkflow> read(Path file) {
    try {
      Path absolute = file.toAbsolutePath().normalize();
      if (Files.isDirectory(absolute)) {
        absolute = absolute.resolve("workflow.json");
      }
      JsonNode document = json(absolute);
      Path folder = absolute.getParent();
      Path app = folder == null ? null : folder.getParent();
      if (absolute.getFileName().toString().equalsIgnoreCase("workflow.json")
          && app != null
          && Files.exists(app.resolve("host.json"))) {
        return ofApp(app, folder.getFileName().toString());
      }
      return List.of(ofDocument(name(absolute), document));
    } catch (IOException e) {
      throw new LocalException(file + " cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new LocalException(file + ": " + e.getMessage());
    }
  }

  /** Reads JSON, comments allowed. */
  static JsonNode json(Path file) throws IOException {
    try {
      return Json.parseLenient(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new LocalException("There is no file " + file + ".");
    } catch (IllegalArgumentException e) {
      throw new LocalException(file + " is not valid JSON: " + e.getMessage());
    }
  }

  private static LocalWorkflow ofDocument(String name, JsonNode document) {
    List<WorkflowDocument> found = WorkflowDocument.findAll(document);
    if (found.size() != 1) {
      throw new LocalException(
          found.isEmpty()
              ? "The file has no workflow definition."
              : "The file has %d workflows; only one can run.".formatted(found.size()));
    }
    ObjectNode parameters = Json.object();
    document
        .at("/properties/parameters")
        .properties()
        .forEach(one -> parameters.set(one.getKey(), one.getValue().path("value")));
    return new LocalWorkflow(name, found.getFirst().definition(), parameters, Map.of(), Map.of());
  }

  private static List<LocalWorkflow> ofApp(Path folder, String wanted) throws IOException {
    StandardApp app = StandardApp.read(AppFolder.read(folder));
    Map<String, String> settings = AppFolder.localSettings(folder);
    StandardApp.Settings resolved = app.resolve(settings);
    ObjectNode parameters = resolved.parameters().deepCopy();
    parameters.set("$connections", resolved.connections());
    List<LocalWorkflow> workflows = new ArrayList<>();
    app.workflows()
        .forEach(
            (name, document) -> {
              LocalWorkflow workflow =
                  new LocalWorkflow(
                      name, document.path("definition"), parameters, settings, app.artifacts());
              if (name.equals(wanted)) {
                workflows.addFirst(workflow);
              } else {
                workflows.add(workflow);
              }
            });
    return workflows;
  }

  private static String name(Path file) {
    Path folder = file.getParent();
    if (file.getFileName().toString().equalsIgnoreCase("workflow.json")
        && folder != null
        && folder.getFileName() != null) {
      return folder.getFileName().toString();
    }
    return file.getFileName().toString().replaceFirst("(\\.workflow|\\.definition)?\\.json$", "");
  }
}
