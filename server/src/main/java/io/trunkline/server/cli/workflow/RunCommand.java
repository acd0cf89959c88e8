package io.trunkline.server.cli.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.server.cli.CommandException;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.local.LocalEngine;
import io.trunkline.workflows.local.LocalWorkflow;
import io.trunkline.workflows.local.Mocks;
import io.trunkline.workflows.local.RunReport;
import io.trunkline.workflows.local.RunTree;
import io.trunkline.workflows.local.TriggerInput;
import io.trunkline.workflows.local.WorkflowFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trunkline workflow run}. */
@Command(
    name = "run",
    description = {
      "Runs a workflow in this process, without a node, and prints the run as a tree. Actions that"
          + " call something outside answer with their mock; waits take no time. The status is 0"
          + " where every run succeeded.",
      "",
      "FILE is a definition, a resource, or the workflow.json of a Standard app, whose settings and"
          + " other workflows are read as well."
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The workflow.")
  private Path file;

  @Option(
      names = "--input",
      paramLabel = "JSON|@FILE",
      description = "Body that the trigger receives; texts that are not JSON are sent as texts.")
  private String input;

  @Option(
      names = "--outputs",
      paramLabel = "JSON|@FILE",
      description = "Outputs of a trigger that is not called, instead of a body.")
  private String outputs;

  @Option(names = "--trigger", paramLabel = "NAME", description = "Which trigger, of several.")
  private String trigger;

  @Option(names = "--method", defaultValue = "POST", description = "Method of the call.")
  private String method;

  @Option(names = "--path", defaultValue = "", description = "Relative path of the call.")
  private String path;

  @Option(names = "--header", paramLabel = "NAME=VALUE", description = "A header of the call.")
  private Map<String, String> headers = new LinkedHashMap<>();

  @Option(names = "--query", paramLabel = "NAME=VALUE", description = "A query of the call.")
  private Map<String, String> queries = new LinkedHashMap<>();

  @Option(
      names = "--mocks",
      paramLabel = "FILE",
      description =
          "A JSON object: for each action what it answers, {statusCode, headers, body} or"
              + " {status, error, outputs}, or an array for one call after the other.")
  private Path mocks;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Value of a workflow parameter, as JSON or text.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(names = "--setting", paramLabel = "NAME=VALUE", description = "An app setting.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--now",
      paramLabel = "TIME",
      description = "What the workflow's clock shows at first (default: now).")
  private Instant now;

  @Option(
      names = "--allow-calls",
      description = "Lets actions without a mock really call what is outside.")
  private boolean allowCalls;

  @Option(names = "--explain", description = "Shows every expression with its value.")
  private boolean explain;

  @Override
  public Integer call() {
    List<LocalWorkflow> workflows =
        WorkflowFiles.read(file).stream()
            .map(workflow -> workflow.withParameters(values(parameters)))
            .map(workflow -> workflow.withAppSettings(Json.mapper().valueToTree(settings)))
            .toList();
    LocalWorkflow workflow = workflows.getFirst();
    Mocks answers = new Mocks(mocks == null ? Json.object() : json(mocks), allowCalls);
    try (Outside outside = new Outside();
        LocalEngine engine =
            new LocalEngine(
                allowCalls ? outside.options(start()) : LocalEngine.Options.offline(start()),
                answers,
                workflow.appSettings())) {
      workflows.forEach(engine::deploy);
      List<RunReport> runs = engine.run(workflow, triggerInput());
      for (RunReport run : runs) {
        System.out.print(explain ? RunTree.explained(run) : RunTree.of(run));
      }
      if (runs.isEmpty()) {
        System.out.println("no run: the conditions of the trigger are not met");
      }
      return runs.stream().allMatch(run -> run.status() == Status.SUCCEEDED) ? 0 : 1;
    }
  }

  private Instant start() {
    return now == null ? Instant.now() : now;
  }

  private TriggerInput triggerInput() {
    JsonNode body = input == null ? null : value(input);
    return new TriggerInput(
        trigger,
        method,
        path,
        headers,
        queries,
        body,
        outputs != null && value(outputs) instanceof ObjectNode given ? given : null);
  }

  /** Reads a file behind {@code @}, JSON, or a text. */
  private static JsonNode value(String text) {
    if (text.startsWith("@")) {
      return json(Path.of(text.substring(1)));
    }
    try {
      return Json.parse(text);
    } catch (JsonException e) {
      return TextNode.valueOf(text);
    }
  }

  private static JsonNode values(Map<String, String> given) {
    ObjectNode values = Json.object();
    given.forEach((name, text) -> values.set(name, value(text)));
    return values;
  }

  private static JsonNode json(Path file) {
    try {
      return Json.parseLenient(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CommandException(file + " cannot be read: " + e.getMessage());
    } catch (JsonException e) {
      throw new CommandException(file + " is not valid JSON: " + e.getMessage());
    }
  }
}
