package io.trunkline.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trunkline deploy}. */
@Command(
    name = "deploy",
    description = {
      "Deploys an ARM template (what Bicep compiles to) to a running node, or a Standard app of"
          + " workflows: a folder or archive with host.json and <workflow>/workflow.json."
    })
final class DeployCommand implements Callable<Integer> {
  private static final String API_VERSION = "?api-version=2022-09-01";
  private static final long POLL_MILLIS = 200;

  @Mixin private DataOption data;

  @Parameters(
      paramLabel = "TEMPLATE",
      description = "The template, a JSON file; or the app's folder or archive.")
  private Path template;

  @Option(names = "--parameters", paramLabel = "FILE", description = "A parameters file.")
  private Path parameters;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description =
          "Sets one parameter, or one app setting; wins over the file of parameters or of local"
              + " settings.")
  private List<String> set = List.of();

  @Option(
      names = "--resource-group",
      paramLabel = "NAME",
      description = "The resource group, made if it is missing (default: the node's own).")
  private String resourceGroup;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the deployment or app (default: the name of the file or folder).")
  private String name;

  @Option(names = "--what-if", description = "Says what would change and changes nothing.")
  private boolean whatIf;

  @Override
  public Integer call() throws InterruptedException {
    NodeClient client = NodeClient.of(data.files());
    String group =
        "/subscriptions/"
            + client.address().subscriptionId()
            + "/resourceGroups/"
            + (resourceGroup == null ? client.address().resourceGroup() : resourceGroup);
    if (resourceGroup != null && !whatIf) {
      client.call(
          "PUT", group + API_VERSION, Json.object().put("location", client.address().location()));
    }
    if (AppDeployment.isApp(template)) {
      return deployApp(client, group);
    }
    String deployment =
        group
            + "/providers/Microsoft.Resources/deployments/"
            + (name == null
                ? template.getFileName().toString().replaceFirst("\\.json$", "")
                : name);
    if (whatIf) {
      JsonNode result = client.call("POST", deployment + "/whatIf" + API_VERSION, request());
      report(result);
      return 0;
    }
    JsonNode result = client.call("PUT", deployment + API_VERSION, request());
    while (List.of("Accepted", "Running").contains(state(result))) {
      Thread.sleep(POLL_MILLIS);
      result = client.call("GET", deployment + API_VERSION, MissingNode.getInstance());
    }
    if (!state(result).equals("Succeeded")) {
      JsonNode error = result.path("properties").path("error");
      throw new CommandException(
          "The deployment ended as "
              + state(result)
              + ": "
              + error.path("code").asText()
              + ": "
              + error.path("message").asText()
              + NodeClient.details(error));
    }
    result
        .path("properties")
        .path("outputs")
        .properties()
        .forEach(
            output ->
                System.out.println(
                    output.getKey() + " = " + output.getValue().path("value").asText()));
    System.out.println("deployed");
    return 0;
  }

  private int deployApp(NodeClient client, String group) {
    if (whatIf || parameters != null) {
      throw new CommandException("--what-if and --parameters are for templates, not for apps.");
    }
    String folder = template.toAbsolutePath().normalize().getFileName().toString();
    String app = name == null ? folder.replaceFirst("(?i)\\.zip$", "") : name;
    Map<String, JsonNode> settings = new LinkedHashMap<>();
    for (String one : set) {
      int equals = one.indexOf('=');
      if (equals < 1) {
        throw new CommandException("--set takes NAME=VALUE, not '" + one + "'.");
      }
      settings.put(one.substring(0, equals), TextNode.valueOf(one.substring(equals + 1)));
    }
    System.out.print(new AppDeployment(client, group).deploy(template, app, settings));
    System.out.println("deployed");
    return 0;
  }

  private ObjectNode request() {
    ObjectNode properties = Json.object().put("mode", "Incremental");
    properties.set("template", read(template));
    ObjectNode values = properties.putObject("parameters");
    if (parameters != null) {
      values.setAll((ObjectNode) read(parameters).path("parameters").deepCopy());
    }
    for (String one : set) {
      int equals = one.indexOf('=');
      if (equals < 1) {
        throw new CommandException("--set takes NAME=VALUE, not '" + one + "'.");
      }
      values.putObject(one.substring(0, equals)).set("value", value(one.substring(equals + 1)));
    }
    return Json.object().set("properties", properties);
  }

  /** Reads a value as JSON where it is some, and as text otherwise. */
  private static JsonNode value(String text) {
    try {
      return Json.parse(text);
    } catch (IllegalArgumentException e) {
      return Json.mapper().valueToTree(text);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return Json.parseLenient(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new CommandException("There is no file " + file + ".");
    } catch (IOException e) {
      throw new CommandException(file + " cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new CommandException(file + " is not valid JSON: " + e.getMessage());
    }
  }

  private static void report(JsonNode result) {
    for (JsonNode change : result.path("properties").path("changes")) {
      System.out.println(
          change.path("changeType").asText() + "  " + change.path("resourceId").asText());
    }
  }

  private static String state(JsonNode deployment) {
    return deployment.path("properties").path("provisioningState").asText();
  }
}
