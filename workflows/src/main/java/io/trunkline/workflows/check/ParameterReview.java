package io.trunkline.workflows.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ParameterDefinition;
import io.trunkline.workflows.definition.Problem;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.expression.Reference;
import java.util.Locale;

/** Parameters that nobody uses, and in a Standard app those that nobody defines. */
final class ParameterReview implements Review {
  private static final String CONNECTIONS = "$connections";

  @Override
  public void look(
      WorkflowDefinition definition, String path, Surroundings around, Findings findings) {
    // A name may be put together at run time from texts; whatever mentions it counts.
    ObjectNode rest = definition.source().deepCopy();
    rest.remove("parameters");
    String text = Json.text(rest).toLowerCase(Locale.ROOT);
    for (ParameterDefinition parameter : definition.parameters()) {
      if (!text.contains("'" + parameter.name().toLowerCase(Locale.ROOT) + "'")
          && !parameter.name().equalsIgnoreCase(CONNECTIONS)) {
        findings.suspicious(
            JsonPath.property(path, "parameters", parameter.name()),
            "The parameter '%s' is not used.".formatted(parameter.name()));
      }
    }
    around.app().ifPresent(app -> undefined(definition, app, findings));
  }

  private static void undefined(
      WorkflowDefinition definition, Surroundings.App app, Findings findings) {
    for (ActionDefinition action : definition.allActions()) {
      for (Reference reference : action.inputs().references()) {
        boolean known =
            reference.kind() != Reference.Kind.PARAMETER
                || definition.parameter(reference.name()).isPresent()
                || reference.name().equalsIgnoreCase(CONNECTIONS)
                || app.parameters().stream().anyMatch(reference.name()::equalsIgnoreCase);
        if (!known) {
          findings.refused(
              new Problem(
                  reference.path(),
                  Problem.INVALID_TEMPLATE,
                  "The parameter '%s' is defined neither here nor in parameters.json."
                      .formatted(reference.name())));
        }
      }
    }
  }
}
