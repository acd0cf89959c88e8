package io.trunkline.workflows.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A validated definition (reference/workflows.md §1.2). Immutable; names are found without regard
 * to case, and collections keep the order of the document.
 */
public final class WorkflowDefinition {
  private final JsonNode source;
  private final SequencedMap<String, ParameterDefinition> parameters;
  private final SequencedMap<String, TriggerDefinition> triggers;
  private final SequencedMap<String, ActionDefinition> actions;
  private final SequencedMap<String, OutputDefinition> outputs;
  private final Map<String, ActionDefinition> actionsByName = new LinkedHashMap<>();
  private final Map<String, ActionDefinition> parents = new LinkedHashMap<>();

  WorkflowDefinition(
      JsonNode source,
      SequencedMap<String, ParameterDefinition> parameters,
      SequencedMap<String, TriggerDefinition> triggers,
      SequencedMap<String, ActionDefinition> actions,
      SequencedMap<String, OutputDefinition> outputs) {
    this.source = source;
    this.parameters = Collections.unmodifiableSequencedMap(parameters);
    this.triggers = Collections.unmodifiableSequencedMap(triggers);
    this.actions = Collections.unmodifiableSequencedMap(actions);
    this.outputs = Collections.unmodifiableSequencedMap(outputs);
    index(actions.values());
  }

  private void index(Collection<ActionDefinition> level) {
    for (ActionDefinition action : level) {
      actionsByName.putIfAbsent(key(action.name()), action);
      for (ActionDefinition child : action.body().children()) {
        parents.putIfAbsent(key(child.name()), action);
      }
      index(action.body().children());
    }
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Returns the definition as it was written, with everything that the engine ignores. */
  public JsonNode source() {
    return source;
  }

  public Collection<ParameterDefinition> parameters() {
    return parameters.values();
  }

  public Optional<ParameterDefinition> parameter(String name) {
    return find(parameters, name);
  }

  public Collection<TriggerDefinition> triggers() {
    return triggers.values();
  }

  public Optional<TriggerDefinition> trigger(String name) {
    return find(triggers, name);
  }

  /** Returns the actions of the top level. */
  public SequencedMap<String, ActionDefinition> actions() {
    return actions;
  }

  /** Returns the actions of all levels, a scope before what it holds. */
  public List<ActionDefinition> allActions() {
    return new ArrayList<>(actionsByName.values());
  }

  /** Returns an action of any level. */
  public Optional<ActionDefinition> action(String name) {
    return Optional.ofNullable(actionsByName.get(key(name)));
  }

  /** Returns the scope that holds an action, empty for the top level. */
  public Optional<ActionDefinition> parent(String action) {
    return Optional.ofNullable(parents.get(key(action)));
  }

  public Collection<OutputDefinition> outputs() {
    return outputs.values();
  }

  /** Returns a static result {@code {status,code?,error?,outputs?}} (§5.10). */
  public Optional<JsonNode> staticResult(String name) {
    return source
        .path("staticResults")
        .propertyStream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static <T> Optional<T> find(Map<String, T> map, String name) {
    T exact = map.get(name);
    if (exact != null) {
      return Optional.of(exact);
    }
    return map.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
