package io.trunkline.workflows.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.connector.Artifacts;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.ActionType;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.standard.AppArtifacts;
import java.util.Optional;

/** Workflows, maps and schemas of the same app that an action names. */
final class AppReferenceReview implements Review {
  @Override
  public void look(
      WorkflowDefinition definition, String path, Surroundings around, Findings findings) {
    around
        .app()
        .ifPresent(app -> definition.allActions().forEach(action -> action(action, app, findings)));
  }

  private static void action(ActionDefinition action, Surroundings.App app, Findings findings) {
    JsonNode inputs = action.inputs().source();
    if (action.type() == ActionType.WORKFLOW) {
      String name = inputs.at("/host/workflow/id").asText("");
      if (isConstant(name)
          && !name.contains("/")
          && app.workflows().stream().noneMatch(name::equalsIgnoreCase)) {
        findings.unsupported(
            JsonPath.property(JsonPath.property(action.path(), "inputs", "host"), "workflow", "id"),
            "The app has no workflow '%s'.".formatted(name));
      }
    }
    artifact(action, "map", Artifacts.Kind.MAP, app).ifPresent(m -> m.into(findings));
    artifact(action, "schema", Artifacts.Kind.SCHEMA, app).ifPresent(m -> m.into(findings));
  }

  private record Missing(String path, String message) {
    void into(Findings findings) {
      findings.unsupported(path, message);
    }
  }

  private static Optional<Missing> artifact(
      ActionDefinition action, String property, Artifacts.Kind kind, Surroundings.App app) {
    JsonNode reference = action.inputs().source().path(property);
    String name = reference.path("name").asText("");
    boolean own = reference.path("source").asText("").equalsIgnoreCase("LogicApp");
    if (!own
        || !isConstant(name)
        || AppArtifacts.findPath(app.artifacts(), kind, name).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new Missing(
            JsonPath.property(JsonPath.property(action.path(), "inputs", property), "name"),
            "The folder Artifacts has no %s '%s'.".formatted(property, name)));
  }

  private static boolean isConstant(String name) {
    return !name.isEmpty() && !name.contains("@") && !name.startsWith("[");
  }
}
