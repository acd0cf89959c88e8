package io.trunkline.workflows.definition.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.DefinitionParser;
import io.trunkline.workflows.definition.ParseResult;
import io.trunkline.workflows.definition.Problem;
import io.trunkline.workflows.expression.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Lists every problem of a workflow file. */
public final class WorkflowChecker {
  private static final Set<String> KINDS = Set.of("Stateful", "Stateless", "Agentic", "Agent");

  private final DefinitionParser parser;
  private final DefinitionParser standardParser;

  public WorkflowChecker(DefinitionLimits limits) {
    this.parser = new DefinitionParser(limits);
    this.standardParser = DefinitionParser.forStandardFiles(limits);
  }

  /** Returns whether the document carries definitions, so that checking it makes sense. */
  public static boolean isWorkflow(JsonNode document) {
    return !WorkflowDocument.findAll(document).isEmpty();
  }

  /** Returns the problems of a file, whose text may have comments; empty if it is supported. */
  public List<Problem> check(byte[] file) {
    try {
      return check(Json.parseLenient(file));
    } catch (JsonException e) {
      return List.of(
          new Problem(JsonPath.ROOT, "InvalidRequestContent", "Not JSON: " + e.getMessage()));
    }
  }

  /** Returns the problems of a document in one of the forms of {@link WorkflowDocument}. */
  public List<Problem> check(JsonNode document) {
    List<WorkflowDocument> found = WorkflowDocument.findAll(document);
    if (found.isEmpty()) {
      return List.of(
          new Problem(
              JsonPath.ROOT,
              Problem.INVALID_TEMPLATE,
              "The document has no workflow definition: no 'triggers' or 'actions', no 'definition'"
                  + " and no resource of the type 'Microsoft.Logic/workflows'."));
    }
    List<Problem> problems = new ArrayList<>();
    for (WorkflowDocument workflow : found) {
      if (reader(document, workflow).parse(workflow.definition(), workflow.path())
          instanceof ParseResult.Invalid invalid) {
        problems.addAll(invalid.problems());
      }
    }
    kind(document, problems);
    return problems;
  }

  /** A file with a kind, or a bare definition without parameters, comes from a Standard project. */
  private DefinitionParser reader(JsonNode document, WorkflowDocument workflow) {
    boolean isBare = workflow.path().equals(JsonPath.ROOT);
    boolean isStandard =
        document.has("kind") || (isBare && workflow.definition().path("parameters").isEmpty());
    return isStandard ? standardParser : parser;
  }

  private static void kind(JsonNode document, List<Problem> problems) {
    JsonNode kind = document.path("kind");
    boolean isStandard = document.path("definition").isObject() && kind.isTextual();
    if (isStandard && KINDS.stream().noneMatch(kind.textValue()::equalsIgnoreCase)) {
      problems.add(
          new Problem(
              JsonPath.property(JsonPath.ROOT, "kind"),
              Problem.INVALID_TEMPLATE,
              "The kind '%s' is not Stateful, Stateless, Agentic or Agent."
                  .formatted(kind.textValue())));
    } else if (isStandard && kind.textValue().toLowerCase(Locale.ROOT).startsWith("agent")) {
      problems.add(
          new Problem(
              JsonPath.property(JsonPath.ROOT, "kind"),
              Problem.INVALID_TEMPLATE,
              "Agent workflows are not supported."));
    }
  }
}
