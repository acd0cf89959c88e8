package io.trunkline.workflows.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.DefinitionLimits;
import io.trunkline.workflows.definition.DefinitionParser;
import io.trunkline.workflows.definition.ParameterDefinition;
import io.trunkline.workflows.definition.ParseResult;
import io.trunkline.workflows.definition.Problem;
import io.trunkline.workflows.definition.WorkflowDefinition;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A workflow to run.
 *
 * @param name how other workflows of the same project call it
 * @param definition the object with {@code triggers} and {@code actions}
 * @param parameters values by name; a parameter without a value or default fails where it is used
 * @param appSettings what {@code appsetting()} answers
 * @param artifacts files below {@code Artifacts/} of its app, by their path there
 */
public record LocalWorkflow(
    String name,
    JsonNode definition,
    ObjectNode parameters,
    Map<String, String> appSettings,
    Map<String, byte[]> artifacts) {

  public LocalWorkflow {
    appSettings = Map.copyOf(appSettings);
    artifacts = Map.copyOf(artifacts);
  }

  /** A workflow with nothing but a definition. */
  public static LocalWorkflow of(String name, JsonNode definition) {
    return new LocalWorkflow(name, definition, Json.object(), Map.of(), Map.of());
  }

  /** Returns the same workflow with more parameters; those given win. */
  public LocalWorkflow withParameters(JsonNode given) {
    ObjectNode all = parameters.deepCopy();
    given.properties().forEach(one -> all.set(one.getKey(), one.getValue()));
    return new LocalWorkflow(name, definition, all, appSettings, artifacts);
  }

  /** Returns the same workflow with more app settings; those given win. */
  public LocalWorkflow withAppSettings(JsonNode given) {
    Map<String, String> all = new HashMap<>(appSettings);
    given.properties().forEach(one -> all.put(one.getKey(), one.getValue().asText()));
    return new LocalWorkflow(name, definition, parameters, all, artifacts);
  }

  /**
   * Reads the definition.
   *
   * @throws LocalException listing everything that is wrong with it
   */
  WorkflowDefinition parse() {
    return switch (DefinitionParser.forStandardFiles(DefinitionLimits.DEFAULT).parse(definition)) {
      case ParseResult.Valid valid -> valid.definition();
      case ParseResult.Invalid invalid ->
          throw new LocalException(
              "The workflow '%s' cannot run:%n  %s"
                  .formatted(
                      name,
                      invalid.problems().stream()
                          .map(Problem::toString)
                          .collect(Collectors.joining(System.lineSeparator() + "  "))));
    };
  }

  /** Returns {@code {name: {value}}}; refuses a value of the wrong type by name. */
  ObjectNode deployed(WorkflowDefinition parsed) {
    ObjectNode values = Json.object();
    parameters
        .properties()
        .forEach(one -> values.putObject(one.getKey()).set("value", one.getValue()));
    for (ParameterDefinition parameter : parsed.parameters()) {
      ObjectProperties.find(parameters, parameter.name())
          .flatMap(parameter::refuse)
          .ifPresent(
              message -> {
                throw new LocalException(message);
              });
    }
    return values;
  }
}
