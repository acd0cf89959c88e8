package io.trunkline.workflows.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.ResourceException;
import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.DefinitionParser;
import io.trunkline.workflows.definition.ParameterDefinition;
import io.trunkline.workflows.definition.ParseResult;
import io.trunkline.workflows.definition.Problem;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Optional;
import java.util.stream.Collectors;

/** Refuses definitions that cannot run, saying where and why. */
public final class DefinitionCheck {
  private static final int MAX_PROBLEMS = 10;

  /** As JSON text; a definition is part of one log entry. */
  private static final int MAX_BYTES = 1 << 20;

  private DefinitionCheck() {}

  /**
   * Reads a definition.
   *
   * @param path where it stands in the request
   * @throws ResourceException 400 with the code and place of the first problem, and all messages
   */
  static WorkflowDefinition definition(JsonNode definition, String path) {
    if (Json.bytes(definition).length > MAX_BYTES) {
      throw new ResourceException(
          400,
          "InvalidTemplate",
          "The definition is larger than %d bytes.".formatted(MAX_BYTES),
          path);
    }
    WorkflowDefinition valid =
        valid(new DefinitionParser(DefinitionLimits.DEFAULT).parse(definition, path));
    valid.triggers().forEach(DefinitionCheck::requireSupported);
    return valid;
  }

  /**
   * Reads a definition of a Standard app, whose parameters stand in a file of their own; whether
   * its triggers are supported is another question.
   *
   * @param limits what the app allows
   * @throws ResourceException 400 as {@link #definition}
   */
  public static WorkflowDefinition standard(
      JsonNode definition, String path, DefinitionLimits limits) {
    return valid(DefinitionParser.forStandardFiles(limits).parse(definition, path));
  }

  private static WorkflowDefinition valid(ParseResult result) {
    return switch (result) {
      case ParseResult.Invalid invalid -> {
        Problem first = invalid.problems().getFirst();
        throw new ResourceException(
            400,
            first.code(),
            invalid.problems().stream()
                .limit(MAX_PROBLEMS)
                .map(problem -> problem.path() + ": " + problem.message())
                .collect(Collectors.joining(" ")),
            first.path());
      }
      case ParseResult.Valid valid -> valid.definition();
    };
  }

  /**
   * Checks that every parameter has a value of its type.
   *
   * @throws ResourceException 400 {@code InvalidTemplate}
   */
  static void parameters(WorkflowDefinition definition, JsonNode given) {
    for (ParameterDefinition parameter : definition.parameters()) {
      Optional<JsonNode> value =
          ObjectProperties.find(given, parameter.name())
              .flatMap(one -> ObjectProperties.find(one, "value"));
      if (value.isEmpty() && parameter.defaultValue().isEmpty()) {
        throw new ResourceException(
            400,
            "InvalidTemplate",
            "The workflow parameter '%s' has neither a value nor a default."
                .formatted(parameter.name()),
            "$.properties.parameters." + parameter.name());
      }
      value
          .flatMap(parameter::refuse)
          .ifPresent(
              message -> {
                throw new ResourceException(
                    400,
                    "InvalidTemplateParameter",
                    message,
                    "$.properties.parameters." + parameter.name());
              });
    }
    given
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (definition.parameter(name).isEmpty()) {
                throw new ResourceException(
                    400,
                    "InvalidTemplate",
                    "The workflow parameter '%s' is not declared in the definition."
                        .formatted(name),
                    "$.properties.parameters." + name);
              }
            });
  }

  /**
   * Refuses a trigger that the engine cannot fire.
   *
   * @throws ResourceException 400 {@code WorkflowTriggerTypeUnsupported}
   */
  public static void requireSupported(TriggerDefinition trigger) {
    if (!trigger.type().isSupported()) {
      throw new ResourceException(
          400,
          "WorkflowTriggerTypeUnsupported",
          "Triggers of type '%s' are not supported ('%s')."
              .formatted(trigger.type().text(), trigger.name()),
          trigger.path());
    }
  }
}
