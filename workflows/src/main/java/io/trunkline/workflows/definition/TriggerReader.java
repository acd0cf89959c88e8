package io.trunkline.workflows.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.Expressions;
import io.trunkline.workflows.expression.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a trigger (reference/workflows.md §3.1). */
final class TriggerReader {
  private TriggerReader() {}

  /** Returns the trigger, empty where its type is not known. */
  static Optional<TriggerDefinition> read(String name, Place trigger) {
    Optional<String> typeName = trigger.text("type");
    if (typeName.isEmpty()) {
      trigger.refuse(
          Problem.INVALID_TEMPLATE, "The trigger '%s' has no 'type' property.".formatted(name));
      return Optional.empty();
    }
    Optional<TriggerType> type = typeName.flatMap(TriggerType::parse);
    if (type.isEmpty()) {
      trigger.refuse(
          "WorkflowTriggerTypeUnsupported",
          "The trigger '%s' is of the type '%s', which is not supported."
              .formatted(name, typeName.get()));
      return Optional.empty();
    }
    Template inputs =
        trigger
            .property("inputs")
            .map(Place::template)
            .orElseGet(() -> Expressions.literal(Json.object()));
    Optional<JsonNode> schema =
        trigger
            .object("inputs")
            .flatMap(place -> place.property("schema"))
            .map(Place::node)
            .filter(JsonNode::isObject);
    return Optional.of(
        new TriggerDefinition(
            name,
            type.get(),
            trigger.text("kind").orElse(""),
            trigger.path(),
            inputs,
            trigger.object("recurrence").map(Place::template),
            conditions(trigger),
            trigger.property("splitOn").map(Place::template),
            trackingId(trigger.object("splitOnConfiguration")),
            trackingId(Optional.of(trigger)),
            schema,
            SettingsReader.read(trigger, inputs),
            trigger.node()));
  }

  private static Optional<Template> trackingId(Optional<Place> holder) {
    return holder
        .flatMap(place -> place.object("correlation"))
        .flatMap(place -> place.property("clientTrackingId"))
        .map(Place::template);
  }

  private static List<Template> conditions(Place trigger) {
    List<Template> conditions = new ArrayList<>();
    trigger
        .array("conditions")
        .ifPresent(
            list -> {
              for (int index = 0; index < list.node().size(); index++) {
                list.element(index)
                    .property("expression")
                    .ifPresent(expression -> conditions.add(expression.condition()));
              }
            });
    return conditions;
  }
}
