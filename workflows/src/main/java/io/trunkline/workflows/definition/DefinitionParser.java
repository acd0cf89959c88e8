package io.trunkline.workflows.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.rule.DefinitionRules;
import io.trunkline.workflows.expression.JsonPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Reads definitions and says everything that is wrong with them (reference/workflows.md §1).
 *
 * <p>Keys that are not known are kept and mean nothing; names, types and statuses match in any
 * letter case.
 */
public final class DefinitionParser {
  private final DefinitionRules rules;

  /** Reads definitions that define every parameter they use, as ARM resources do. */
  public DefinitionParser(DefinitionLimits limits) {
    this.rules = new DefinitionRules(limits, false);
  }

  private DefinitionParser(DefinitionRules rules) {
    this.rules = rules;
  }

  /**
   * Returns a parser for Standard files, whose parameters may stand in {@code parameters.json}
   * (§1.4): one that is missing there as well fails when it is used.
   */
  public static DefinitionParser forStandardFiles(DefinitionLimits limits) {
    return new DefinitionParser(new DefinitionRules(limits, true));
  }

  /** Reads a bare definition: the object that carries {@code $schema}. */
  public ParseResult parse(JsonNode definition) {
    return parse(definition, JsonPath.ROOT);
  }

  /** Reads a definition that stands at {@code path} of its document. */
  public ParseResult parse(JsonNode definition, String path) {
    Problems problems = new Problems();
    if (!definition.isObject()) {
      problems.add(path, "The definition must be an object.");
      return new ParseResult.Invalid(problems.all());
    }
    Place root = new Place(definition, path, problems);
    SequencedMap<String, TriggerDefinition> triggers = new LinkedHashMap<>();
    root.object("triggers")
        .ifPresent(
            list ->
                list.children()
                    .forEach(
                        (name, place) ->
                            TriggerReader.read(name, place)
                                .ifPresent(trigger -> triggers.put(name, trigger))));
    WorkflowDefinition result =
        new WorkflowDefinition(
            definition,
            parameters(root),
            triggers,
            ActionReader.readAll(root.object("actions"), 1),
            outputs(root));
    rules.check(result, path, problems);
    return problems.isEmpty()
        ? new ParseResult.Valid(result)
        : new ParseResult.Invalid(problems.all());
  }

  private static SequencedMap<String, ParameterDefinition> parameters(Place root) {
    SequencedMap<String, ParameterDefinition> parameters = new LinkedHashMap<>();
    root.object("parameters")
        .ifPresent(
            list ->
                list.children()
                    .forEach(
                        (name, place) ->
                            type(place)
                                .ifPresent(
                                    type -> parameters.put(name, parameter(name, type, place)))));
    return parameters;
  }

  private static ParameterDefinition parameter(String name, ParameterType type, Place place) {
    List<JsonNode> allowed = new ArrayList<>();
    place.array("allowedValues").ifPresent(list -> list.node().forEach(allowed::add));
    Optional<JsonNode> value =
        place.property("value").or(() -> place.property("defaultValue")).map(Place::node);
    ParameterDefinition parameter = new ParameterDefinition(name, type, value, allowed);
    value
        .filter(node -> !isExpression(node))
        .flatMap(parameter::refuse)
        .ifPresent(message -> place.refuse("InvalidTemplateParameter", message));
    return parameter;
  }

  /** A default may be {@code @appsetting('x')}, whose type shows when the workflow loads. */
  private static boolean isExpression(JsonNode value) {
    return value.isTextual() && value.textValue().startsWith("@");
  }

  private static SequencedMap<String, OutputDefinition> outputs(Place root) {
    SequencedMap<String, OutputDefinition> outputs = new LinkedHashMap<>();
    root.object("outputs")
        .ifPresent(
            list ->
                list.children()
                    .forEach(
                        (name, place) ->
                            type(place)
                                .ifPresent(
                                    type ->
                                        place
                                            .property("value")
                                            .ifPresentOrElse(
                                                value ->
                                                    outputs.put(
                                                        name,
                                                        new OutputDefinition(
                                                            name, type, value.template())),
                                                () ->
                                                    place.refuse(
                                                        Problem.INVALID_TEMPLATE,
                                                        "The output has no 'value' property.")))));
    return outputs;
  }

  private static Optional<ParameterType> type(Place place) {
    Optional<String> name = place.text("type");
    Optional<ParameterType> type = name.flatMap(ParameterType::parse);
    if (type.isEmpty()) {
      place.refuse(
          Problem.INVALID_TEMPLATE,
          "The type '%s' is not one of String, SecureString, Int, Float, Bool, Array, Object and SecureObject."
              .formatted(name.orElse("")));
    }
    return type;
  }
}
