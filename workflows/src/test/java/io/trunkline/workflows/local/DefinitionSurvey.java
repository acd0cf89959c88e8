package io.trunkline.workflows.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.check.Catalogue;
import io.trunkline.workflows.check.Finding;
import io.trunkline.workflows.check.WorkflowChecker;
import io.trunkline.workflows.check.WorkflowDocument;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.ParameterDefinition;
import io.trunkline.workflows.definition.WorkflowDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks, deploys and runs every definition below a folder, with stand-ins for everything that is
 * called, and prints a table of what came of each: {@code build/survey-definitions FOLDER}. A run
 * shows that the engine carries a definition through; what it does with empty answers is not the
 * author's doing, so that any end counts.
 */
final class DefinitionSurvey {
  private static final Set<ActionType> CALLS =
      EnumSet.of(
          ActionType.API_CONNECTION,
          ActionType.API_CONNECTION_WEBHOOK,
          ActionType.API_MANAGEMENT,
          ActionType.AGENT,
          ActionType.FUNCTION,
          ActionType.HTTP,
          ActionType.HTTP_WEBHOOK,
          ActionType.INVOKE_FUNCTION,
          ActionType.OPEN_API_CONNECTION,
          ActionType.PARSE_DOCUMENT,
          ActionType.CHUNK_TEXT,
          ActionType.SERVICE_PROVIDER,
          ActionType.WORKFLOW);
  private static final List<String> BODIES =
      List.of(
          "{}",
          "[{}]",
          "{\"value\":[{}],\"data\":[{}],\"members\":[{}],\"orders\":[{}],\"messages\":[{}],\"sbmessage\":\"\"}");
  private static final int MAX_TEXT = 160;

  private int definitions;
  private int checked;
  private int deployed;
  private int ran;

  private DefinitionSurvey() {}

  public static void main(String[] arguments) throws IOException {
    DefinitionSurvey survey = new DefinitionSurvey();
    System.out.println("| Definition | Check | Deploy | Run |\n|---|---|---|---|");
    for (String argument : arguments) {
      Path folder = Path.of(argument);
      try (Stream<Path> walk = Files.walk(folder)) {
        for (Path file : walk.filter(one -> one.toString().endsWith(".json")).sorted().toList()) {
          survey.look(folder.toAbsolutePath().getParent().relativize(file.toAbsolutePath()), file);
        }
      }
    }
    System.out.printf(
        "%n%d definitions: %d pass the check, %d deploy, %d run.%n",
        survey.definitions, survey.checked, survey.deployed, survey.ran);
  }

  private void look(Path name, Path file) throws IOException {
    JsonNode document;
    try {
      document = Json.parseLenient(Files.readAllBytes(file));
    } catch (JsonException e) {
      return;
    }
    for (WorkflowDocument found : WorkflowDocument.findAll(document)) {
      definitions++;
      List<Finding> problems =
          new WorkflowChecker(DefinitionLimits.DEFAULT, Catalogue.with(List.of()))
              .check(document).stream()
                  .filter(finding -> finding.level() == Finding.Level.REFUSED)
                  .toList();
      String check = problems.isEmpty() ? "ok" : shortened(problems.getFirst().toString());
      checked += problems.isEmpty() ? 1 : 0;
      String deploy;
      String run = "";
      LocalWorkflow workflow = LocalWorkflow.of("survey", found.definition());
      try {
        WorkflowDefinition parsed = workflow.parse();
        deploy = "ok";
        deployed++;
        run = run(workflow.withParameters(parameters(parsed)), parsed);
        ran += run.startsWith("ends") ? 1 : 0;
      } catch (LocalException e) {
        deploy = shortened(e.getMessage());
      }
      System.out.printf("| %s | %s | %s | %s |%n", name, check, deploy, run);
    }
  }

  private static ObjectNode parameters(WorkflowDefinition definition) {
    ObjectNode values = Json.object();
    for (ParameterDefinition parameter : definition.parameters()) {
      if (parameter.defaultValue().isEmpty()) {
        switch (parameter.type()) {
          case INT -> values.put(parameter.name(), 1);
          case FLOAT -> values.put(parameter.name(), 1.5);
          case BOOL -> values.put(parameter.name(), true);
          case ARRAY -> values.putArray(parameter.name());
          case OBJECT, SECURE_OBJECT -> values.putObject(parameter.name());
          case STRING, SECURE_STRING -> values.put(parameter.name(), "text");
        }
      }
    }
    return values;
  }

  private static String run(LocalWorkflow workflow, WorkflowDefinition definition) {
    if (definition.triggers().isEmpty()) {
      return "no trigger";
    }
    ObjectNode mocks = Json.object();
    for (ActionDefinition action : definition.allActions()) {
      if (CALLS.contains(action.type())) {
        mocks.putObject(action.name()).putObject("body");
      }
    }
    String result = "";
    // Triggers split different bodies; one of these suits.
    for (String body : BODIES) {
      result = run(workflow, definition, mocks, Json.parse(body));
      if (result.startsWith("ends")) {
        return result;
      }
    }
    return result;
  }

  private static String run(
      LocalWorkflow workflow, WorkflowDefinition definition, ObjectNode mocks, JsonNode body) {
    String trigger = definition.triggers().iterator().next().name();
    LocalEngine.Options options =
        new LocalEngine.Options(
            Instant.parse("2026-01-01T00:00:00Z"),
            Duration.ofSeconds(60),
            LocalEngine.Options.offline(Instant.EPOCH).http(),
            List::of);
    try (LocalEngine engine = new LocalEngine(options, new Mocks(mocks, false), Map.of())) {
      engine.deploy(workflow);
      TriggerInput input = new TriggerInput(trigger, "POST", "", Map.of(), Map.of(), body, null);
      List<RunReport> runs = engine.run(workflow, input);
      return runs.isEmpty() ? "ends: no run" : "ends: " + runs.getFirst().status().text();
    } catch (LocalException e) {
      return shortened(e.getMessage());
    }
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ").replace("|", "\\|");
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
  }
}
