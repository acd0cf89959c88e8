package io.trunkline.workflows.definition;

import com.fasterxml.jackson.databind.node.NullNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.expression.Expressions;
import io.trunkline.workflows.expression.Template;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** Reads actions and what they hold (reference/workflows.md §4.1, §4.9). */
final class ActionReader {
  /** Far deeper than any limit of definitions: keeps recursion off the end of the stack. */
  private static final int MAXIMUM_DEPTH = 50;

  private ActionReader() {}

  /** Reads one level; actions that cannot be read are left out, with their problems noted. */
  static SequencedMap<String, ActionDefinition> readAll(Optional<Place> actions, int depth) {
    SequencedMap<String, ActionDefinition> result = new LinkedHashMap<>();
    actions.ifPresent(
        level -> {
          if (depth > MAXIMUM_DEPTH) {
            level.refuse(Problem.INVALID_TEMPLATE, "The actions are nested too deeply.");
            return;
          }
          level
              .children()
              .forEach(
                  (name, place) -> read(name, place, depth).ifPresent(a -> result.put(name, a)));
        });
    return Collections.unmodifiableSequencedMap(result);
  }

  private static Optional<ActionDefinition> read(String name, Place action, int depth) {
    Optional<String> typeName = action.text("type");
    if (typeName.isEmpty()) {
      action.refuse(
          Problem.INVALID_TEMPLATE, "The action '%s' has no 'type' property.".formatted(name));
      return Optional.empty();
    }
    Optional<ActionType> type = typeName.flatMap(ActionType::parse);
    if (type.isEmpty()) {
      action.refuse(
          "WorkflowRunActionTypeUnsupported",
          "The action '%s' is of the type '%s', which is not supported."
              .formatted(name, typeName.get()));
      return Optional.empty();
    }
    Template inputs =
        action
            .property("inputs")
            .map(Place::template)
            .orElseGet(() -> Expressions.literal(Json.object()));
    return Optional.of(
        new ActionDefinition(
            name,
            type.get(),
            action.text("kind").orElse(""),
            action.path(),
            inputs,
            runAfter(action),
            body(type.get(), action, depth),
            SettingsReader.read(action, inputs),
            action.node()));
  }

  private static Map<String, Set<Status>> runAfter(Place action) {
    Map<String, Set<Status>> result = new LinkedHashMap<>();
    action
        .object("runAfter")
        .ifPresent(
            runAfter ->
                runAfter.children().forEach((name, place) -> result.put(name, statuses(place))));
    return Collections.unmodifiableMap(result);
  }

  private static Set<Status> statuses(Place list) {
    Set<Status> statuses = EnumSet.noneOf(Status.class);
    if (!list.node().isArray()) {
      list.refuse(Problem.INVALID_TEMPLATE, "The property must be an array of statuses.");
    }
    for (int index = 0; index < list.node().size() && list.node().isArray(); index++) {
      Place element = list.element(index);
      Optional<Status> status = Status.parse(element.node().asText());
      status.ifPresentOrElse(
          statuses::add,
          () ->
              element.refuse(
                  Problem.INVALID_TEMPLATE,
                  "'%s' is not a status.".formatted(element.node().asText())));
    }
    return Collections.unmodifiableSet(statuses);
  }

  private static ActionBody body(ActionType type, Place action, int depth) {
    return switch (type) {
      case SCOPE -> new ActionBody.Scope(children(action, depth));
      case IF ->
          new ActionBody.If(
              required(action, "expression").map(Place::condition).orElseGet(ActionReader::nothing),
              children(action, depth),
              action
                  .object("else")
                  .map(branch -> children(branch, depth))
                  .orElseGet(LinkedHashMap::new));
      case SWITCH ->
          new ActionBody.Switch(
              required(action, "expression").map(Place::template).orElseGet(ActionReader::nothing),
              cases(action, depth),
              action
                  .object("default")
                  .map(branch -> children(branch, depth))
                  .orElseGet(LinkedHashMap::new));
      case FOREACH ->
          new ActionBody.Foreach(
              required(action, "foreach").map(Place::template).orElseGet(ActionReader::nothing),
              children(action, depth));
      case UNTIL -> until(action, depth);
      default -> new ActionBody.Operation();
    };
  }

  private static ActionBody until(Place action, int depth) {
    Optional<Place> limit = action.object("limit");
    return new ActionBody.Until(
        required(action, "expression").map(Place::condition).orElseGet(ActionReader::nothing),
        limit.flatMap(place -> place.property("count")).map(Place::template),
        limit.flatMap(place -> place.property("timeout")).map(Place::template),
        children(action, depth));
  }

  private static SequencedMap<String, SwitchCase> cases(Place action, int depth) {
    SequencedMap<String, SwitchCase> cases = new LinkedHashMap<>();
    action
        .object("cases")
        .ifPresent(
            list ->
                list.children()
                    .forEach(
                        (name, place) ->
                            required(place, "case")
                                .ifPresent(
                                    value ->
                                        cases.put(
                                            name,
                                            new SwitchCase(
                                                name, value.node(), children(place, depth))))));
    return Collections.unmodifiableSequencedMap(cases);
  }

  private static SequencedMap<String, ActionDefinition> children(Place holder, int depth) {
    return readAll(holder.object("actions"), depth + 1);
  }

  private static Optional<Place> required(Place holder, String name) {
    Optional<Place> property = holder.property(name);
    if (property.isEmpty()) {
      holder.refuse(
          Problem.INVALID_TEMPLATE, "The property '%s' is missing or null.".formatted(name));
    }
    return property;
  }

  /** Stands for a missing expression of a definition that is refused anyway. */
  private static Template nothing() {
    return Expressions.literal(NullNode.getInstance());
  }
}
