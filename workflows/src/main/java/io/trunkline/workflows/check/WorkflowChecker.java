package io.trunkline.workflows.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.codec.JsonException;
import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.DefinitionParser;
import io.trunkline.workflows.definition.ParseResult;
import io.trunkline.workflows.definition.Problem;
import io.trunkline.workflows.expression.JsonPath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Lists everything in a workflow file that is refused, not supported or suspicious. */
public final class WorkflowChecker {
  private static final Set<String> KINDS = Set.of("Stateful", "Stateless", "Agentic", "Agent");
  private static final List<Review> REVIEWS =
      List.of(
          new SupportReview(),
          new ParameterReview(),
          new VariableReview(),
          new ReachReview(),
          new ConnectorReview(),
          new AppReferenceReview());

  private final DefinitionParser parser;
  private final DefinitionParser standardParser;
  private final Catalogue connectors;

  /**
   * @param connectors what runs here
   */
  public WorkflowChecker(DefinitionLimits limits, Catalogue connectors) {
    this.parser = new DefinitionParser(limits);
    this.standardParser = DefinitionParser.forStandardFiles(limits);
    this.connectors = connectors;
  }

  /** Returns whether the document carries definitions, so that checking it makes sense. */
  public static boolean isWorkflow(JsonNode document) {
    return !WorkflowDocument.findAll(document).isEmpty();
  }

  /** Returns the findings of a file, whose text may have comments; empty if all is well. */
  public List<Finding> check(byte[] file) {
    try {
      return check(Json.parseLenient(file));
    } catch (JsonException e) {
      Findings findings = new Findings();
      findings.refused(
          new Problem(JsonPath.ROOT, "InvalidRequestContent", "Not JSON: " + e.getMessage()));
      return findings.all();
    }
  }

  /** Returns the findings of a document in one of the forms of {@link WorkflowDocument}. */
  public List<Finding> check(JsonNode document) {
    Findings findings = new Findings();
    List<WorkflowDocument> found = WorkflowDocument.findAll(document);
    if (found.isEmpty()) {
      findings.refused(
          new Problem(
              JsonPath.ROOT,
              Problem.INVALID_TEMPLATE,
              "The document has no workflow definition: no 'triggers' or 'actions', no 'definition'"
                  + " and no resource of the type 'Microsoft.Logic/workflows'."));
    }
    for (WorkflowDocument workflow : found) {
      Surroundings around =
          new Surroundings(connectors, connections(workflow.parameters()), Optional.empty());
      look(reader(document, workflow), workflow, around, findings);
    }
    kind(document, findings);
    return findings.all();
  }

  /** Returns the findings of a {@code workflow.json} of a Standard app. */
  List<Finding> check(JsonNode document, Surroundings around) {
    Findings findings = new Findings();
    for (WorkflowDocument workflow : WorkflowDocument.findAll(document)) {
      look(standardParser, workflow, around, findings);
    }
    kind(document, findings);
    return findings.all();
  }

  private static void look(
      DefinitionParser reader, WorkflowDocument workflow, Surroundings around, Findings findings) {
    switch (reader.parse(workflow.definition(), workflow.path())) {
      case ParseResult.Invalid invalid -> invalid.problems().forEach(findings::refused);
      case ParseResult.Valid valid ->
          REVIEWS.forEach(
              review -> review.look(valid.definition(), workflow.path(), around, findings));
    }
  }

  /** Values of {@code $connections} in a resource, unless the template computes them. */
  private static Optional<JsonNode> connections(JsonNode parameters) {
    return Optional.of(parameters.path("$connections").path("value"))
        .filter(ObjectNode.class::isInstance)
        .filter(value -> !value.isEmpty());
  }

  /** A file with a kind, or a bare definition without parameters, comes from a Standard project. */
  private DefinitionParser reader(JsonNode document, WorkflowDocument workflow) {
    boolean isBare = workflow.path().equals(JsonPath.ROOT);
    boolean isStandard =
        document.has("kind") || (isBare && workflow.definition().path("parameters").isEmpty());
    return isStandard ? standardParser : parser;
  }

  private static void kind(JsonNode document, Findings findings) {
    JsonNode kind = document.path("kind");
    boolean isStandard = document.path("definition").isObject() && kind.isTextual();
    String place = JsonPath.property(JsonPath.ROOT, "kind");
    if (isStandard && KINDS.stream().noneMatch(kind.textValue()::equalsIgnoreCase)) {
      findings.refused(
          new Problem(
              place,
              Problem.INVALID_TEMPLATE,
              "The kind '%s' is not Stateful, Stateless, Agentic or Agent."
                  .formatted(kind.textValue())));
    } else if (isStandard && kind.textValue().toLowerCase(Locale.ROOT).startsWith("agent")) {
      findings.refused(
          new Problem(place, Problem.INVALID_TEMPLATE, "Agent workflows are not supported."));
    }
  }
}
