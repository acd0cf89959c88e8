package io.trunkline.workflows.definition;

import io.trunkline.workflows.expression.Template;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * What an action holds: other actions, or nothing (reference/workflows.md §4.9). Maps keep the
 * order of the document.
 */
public sealed interface ActionBody {
  /** Returns the actions of the first level, whatever branch they are in. */
  Collection<ActionDefinition> children();

  /** An action without actions. */
  record Operation() implements ActionBody {
    @Override
    public Collection<ActionDefinition> children() {
      return List.of();
    }
  }

  /** Groups actions. */
  record Scope(SequencedMap<String, ActionDefinition> actions) implements ActionBody {
    @Override
    public Collection<ActionDefinition> children() {
      return actions.values();
    }
  }

  /**
   * Chooses one of two branches.
   *
   * @param expression a boolean after evaluation
   */
  record If(
      Template expression,
      SequencedMap<String, ActionDefinition> actions,
      SequencedMap<String, ActionDefinition> elseActions)
      implements ActionBody {
    @Override
    public Collection<ActionDefinition> children() {
      return Stream.concat(actions.values().stream(), elseActions.values().stream()).toList();
    }
  }

  /**
   * Chooses one of many branches.
   *
   * @param expression a string or integer after evaluation
   */
  record Switch(
      Template expression,
      SequencedMap<String, SwitchCase> cases,
      SequencedMap<String, ActionDefinition> defaultActions)
      implements ActionBody {
    @Override
    public Collection<ActionDefinition> children() {
      return Stream.concat(
              cases.values().stream().flatMap(one -> one.actions().values().stream()),
              defaultActions.values().stream())
          .toList();
    }
  }

  /**
   * Runs its actions for every element.
   *
   * @param items an array after evaluation
   */
  record Foreach(Template items, SequencedMap<String, ActionDefinition> actions)
      implements ActionBody {
    @Override
    public Collection<ActionDefinition> children() {
      return actions.values();
    }
  }

  /**
   * Runs its actions until a condition holds.
   *
   * @param expression a boolean after evaluation, checked after each pass
   * @param count most passes, 1–5,000; absent means {@link UntilLimits#DEFAULT_COUNT}
   * @param timeout ISO 8601; absent means {@link UntilLimits#DEFAULT_TIMEOUT}
   */
  record Until(
      Template expression,
      Optional<Template> count,
      Optional<Template> timeout,
      SequencedMap<String, ActionDefinition> actions)
      implements ActionBody {
    @Override
    public Collection<ActionDefinition> children() {
      return actions.values();
    }
  }

  /** Returns the branches: each is a group of actions with its own order. */
  default List<Map<String, ActionDefinition>> branches() {
    return switch (this) {
      case Operation _ -> List.of();
      case Scope scope -> List.of(scope.actions());
      case If choice -> List.of(choice.actions(), choice.elseActions());
      case Switch choice ->
          Stream.concat(
                  choice.cases().values().stream().map(SwitchCase::actions),
                  Stream.of(choice.defaultActions()))
              .<Map<String, ActionDefinition>>map(LinkedHashMap::new)
              .toList();
      case Foreach loop -> List.of(loop.actions());
      case Until loop -> List.of(loop.actions());
    };
  }
}
