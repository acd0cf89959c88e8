package io.trunkline.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.standard.AppFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/**
 * Deploys a folder or archive of a Standard app as tools do: the site, then its files and settings
 * with {@code deployWorkflowArtifacts}.
 */
final class AppDeployment {
  private static final String API_VERSION = "?api-version=2022-03-01";

  private final NodeClient client;
  private final String group;

  /**
   * @param group resource id of the resource group
   */
  AppDeployment(NodeClient client, String group) {
    this.client = client;
    this.group = group;
  }

  /** Returns whether a path is a folder or an archive instead of a template. */
  static boolean isApp(Path path) {
    return Files.isDirectory(path) || path.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  /**
   * Deploys an app.
   *
   * @param settings app settings that win over those of {@code local.settings.json}
   * @return a line for each workflow: its name, whether it is healthy, and why not
   */
  String deploy(Path path, String name, Map<String, JsonNode> settings) {
    ObjectNode artifacts = Json.object();
    try {
      Map<String, byte[]> files =
          Files.isDirectory(path)
              ? AppFolder.read(path)
              : AppFolder.readZip(Files.readAllBytes(path));
      ObjectNode values = artifacts.putObject("appSettings");
      if (Files.isDirectory(path)) {
        AppFolder.localSettings(path).forEach(values::put);
      }
      settings.forEach(values::set);
      ObjectNode contents = artifacts.putObject("files");
      files.forEach((file, content) -> contents.set(file, content(content)));
    } catch (IOException e) {
      throw new CommandException(path + " cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new CommandException(path + " is not an app: " + e.getMessage());
    }
    String site = group + "/providers/Microsoft.Web/sites/" + name;
    ObjectNode body = Json.object().put("location", client.address().location());
    body.put("kind", "functionapp,workflowapp");
    body.putObject("identity").put("type", "SystemAssigned");
    client.call("PUT", site + API_VERSION, body);
    client.call("POST", site + "/deployWorkflowArtifacts" + API_VERSION, artifacts);
    return health(client.call("GET", site + "/workflows" + API_VERSION, MissingNode.getInstance()));
  }

  private static JsonNode content(byte[] content) {
    try {
      return Json.mapper()
          .getNodeFactory()
          .textNode(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (CharacterCodingException e) {
      return Json.object().put("$base64", Base64.getEncoder().encodeToString(content));
    }
  }

  private static String health(JsonNode workflows) {
    StringBuilder lines = new StringBuilder();
    for (JsonNode workflow : workflows.path("value")) {
      JsonNode health = workflow.at("/properties/health");
      lines
          .append(workflow.path("name").asText())
          .append("  ")
          .append(health.path("state").asText());
      if (health.has("error")) {
        lines.append("  ").append(health.at("/error/message").asText());
      }
      lines.append('\n');
    }
    return lines.toString();
  }
}
