package io.trunkline.workflows.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.OperationOption;
import io.trunkline.workflows.definition.Problem;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.JsonPath;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What loads and does not work here, and what means nothing. */
final class SupportReview implements Review {
  private static final Set<String> SECRETS =
      Set.of("password", "secret", "pfx", "value", "parameter");

  /** Options of the workflow as a whole stand elsewhere, and say how it is billed. */
  private static final Set<String> HARMLESS = Set.of("optimizedforhighthroughput");

  @Override
  public void look(
      WorkflowDefinition definition, String path, Surroundings around, Findings findings) {
    for (TriggerDefinition trigger : definition.triggers()) {
      if (!trigger.type().isSupported()) {
        findings.refused(
            new Problem(
                JsonPath.property(trigger.path(), "type"),
                "WorkflowTriggerTypeUnsupported",
                "Triggers of the type '%s' are not supported.".formatted(trigger.type().text())));
      }
      options(trigger.path(), trigger.source(), findings);
      secrets(trigger.path(), trigger.inputs().source(), findings);
    }
    for (ActionDefinition action : definition.allActions()) {
      if (!action.type().isSupported()) {
        findings.unsupported(
            JsonPath.property(action.path(), "type"),
            "Actions of the type '%s' are not supported: '%s' fails when its turn comes."
                .formatted(action.type().text(), action.name()));
      }
      options(action.path(), action.source(), findings);
      secrets(action.path(), action.inputs().source(), findings);
    }
  }

  private static void options(String path, JsonNode operation, Findings findings) {
    String list = operation.path("operationOptions").asText("");
    for (String option : list.split(",", -1)) {
      String name = option.strip();
      if (!name.isEmpty()
          && OperationOption.parse(name).isEmpty()
          && !HARMLESS.contains(name.toLowerCase(Locale.ROOT))) {
        findings.suspicious(
            JsonPath.property(path, "operationOptions"),
            "The option '%s' means nothing here.".formatted(name));
      }
    }
  }

  private static void secrets(String path, JsonNode inputs, Findings findings) {
    if (!inputs.isObject()) {
      return;
    }
    JsonNode authentication =
        ObjectProperties.find(inputs, "authentication").orElseGet(MissingNode::getInstance);
    for (Map.Entry<String, JsonNode> field : authentication.properties()) {
      if (SECRETS.contains(field.getKey().toLowerCase(Locale.ROOT))
          && field.getValue().isTextual()
          && !field.getValue().textValue().isEmpty()
          && !field.getValue().textValue().contains("@")
          && !field.getValue().textValue().startsWith("[")) {
        findings.suspicious(
            JsonPath.property(JsonPath.property(path, "inputs", "authentication"), field.getKey()),
            "A secret stands in the definition; a parameter of the type 'SecureString' or an app"
                + " setting keeps it apart.");
      }
    }
  }
}
