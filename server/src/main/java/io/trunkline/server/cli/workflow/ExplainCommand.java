package io.trunkline.server.cli.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.net.codec.Json;
import io.trunkline.server.cli.CommandException;
import io.trunkline.server.cli.DataOption;
import io.trunkline.server.cli.NodeClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code trunkline workflow explain}. */
@Command(
    name = "explain",
    description = {
      "Shows what happened in a run of a node: each action with its status, and every expression"
          + " with its value at that step. Secured values stay hidden."
    })
final class ExplainCommand implements Callable<Integer> {
  private static final String API_VERSION = "?api-version=2019-05-01";
  private static final String SITE_VERSION = "?api-version=2022-03-01";
  private static final int MAX_TEXT = 300;
  private static final int MAX_REPETITIONS = 20;

  @Mixin private DataOption data;

  @Parameters(paramLabel = "RUN", description = "Name of the run, or its resource id.")
  private String run;

  @Override
  public Integer call() {
    NodeClient client = NodeClient.of(data.files());
    String id = run.contains("/") ? run : find(client);
    JsonNode found = get(client, id);
    System.out.println(title(id.substring(0, id.indexOf("/runs/")), found.path("properties")));
    List<JsonNode> actions = new ArrayList<>();
    get(client, id + "/actions").path("value").forEach(actions::add);
    actions.sort(Comparator.comparing(action -> action.at("/properties/startTime").asText()));
    for (JsonNode action : actions) {
      explain(client, id, action);
    }
    return 0;
  }

  private void explain(NodeClient client, String id, JsonNode action) {
    String path = id + "/actions/" + encoded(action.path("name").asText());
    List<JsonNode> repetitions = new ArrayList<>();
    if (action.at("/properties/repetitionCount").asInt() > 0) {
      get(client, path + "/repetitions").path("value").forEach(repetitions::add);
    }
    if (repetitions.isEmpty()) {
      System.out.println(title(action.path("name").asText(), action.path("properties")));
      traces(client, path);
    }
    for (JsonNode one : repetitions.subList(0, Math.min(MAX_REPETITIONS, repetitions.size()))) {
      System.out.println(
          title(
              action.path("name").asText() + " [" + one.path("name").asText() + "]",
              one.path("properties")));
      traces(client, path + "/repetitions/" + one.path("name").asText());
    }
    if (repetitions.size() > MAX_REPETITIONS) {
      System.out.printf("  … %d more passes%n", repetitions.size() - MAX_REPETITIONS);
    }
  }

  private static void traces(NodeClient client, String path) {
    JsonNode traces =
        client.call(
            "POST", path + "/listExpressionTraces" + version(path), MissingNode.getInstance());
    for (JsonNode trace : traces.path("inputs")) {
      System.out.printf("    %s  %s%n", trace.path("path").asText(), line(trace));
      parts(trace.path("subexpressions"), "      ");
    }
  }

  private static void parts(JsonNode parts, String indent) {
    for (JsonNode part : parts) {
      System.out.println(indent + line(part));
      parts(part.path("subexpressions"), indent + "  ");
    }
  }

  private static String line(JsonNode expression) {
    String value =
        expression.has("error")
            ? "error: " + expression.at("/error/message").asText()
            : Json.text(expression.path("value"));
    return shortened(expression.path("text").asText()) + " = " + shortened(value);
  }

  private static String title(String name, JsonNode properties) {
    String code = properties.path("code").asText("");
    String message = properties.at("/error/message").asText("");
    return "%s  %s%s%s"
        .formatted(
            name,
            properties.path("status").asText(),
            code.isEmpty() || code.equals("OK") || code.equals("NotSpecified")
                ? ""
                : " [" + code + "]",
            message.isEmpty() ? "" : "  " + message);
  }

  /** Looks for the run in every workflow of the subscription. */
  private String find(NodeClient client) {
    String subscription = "/subscriptions/" + client.address().subscriptionId();
    JsonNode workflows = get(client, subscription + "/providers/Microsoft.Logic/workflows");
    for (JsonNode workflow : workflows.path("value")) {
      String id = workflow.path("id").asText() + "/runs/" + encoded(run);
      try {
        get(client, id);
        return id;
      } catch (CommandException e) {
        if (!e.getMessage().startsWith("WorkflowRunNotFound")) {
          throw e;
        }
      }
    }
    throw new CommandException(
        "No workflow has a run " + run + ". Of a Standard app, give the run's resource id.");
  }

  private static JsonNode get(NodeClient client, String path) {
    return client.call("GET", path + version(path), MissingNode.getInstance());
  }

  private static String version(String path) {
    return path.contains("/Microsoft.Web/sites/") ? SITE_VERSION : API_VERSION;
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String shortened(String text) {
    String line = text.replace("\n", " ");
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
  }
}
