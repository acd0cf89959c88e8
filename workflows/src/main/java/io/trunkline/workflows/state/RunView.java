package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run in memory: read from the store once and kept up to date with the events committed since.
 * Not thread-safe: it belongs to whoever decides about the run.
 */
public class RunView implements RunRecords {
  private final @Nullable RunView below;
  private final TriggerValues trigger;
  private final Map<ActionKey, ActionRecord> actions = new HashMap<>();
  private final Map<ActionKey, LoopRecord> loops = new HashMap<>();
  private final Map<ActionKey, JsonNode> items = new HashMap<>();
  private final Map<ActionKey, Map<Integer, IterationRecord>> iterations = new HashMap<>();
  private final Map<String, VariableRecord> variables = new HashMap<>();
  private RunRecord run;
  private @Nullable ResponseRecord response;

  RunView(RunRecord run, TriggerValues trigger) {
    this.below = null;
    this.run = run;
    this.trigger = trigger;
  }

  private RunView(RunView below) {
    this.below = below;
    this.run = below.run;
    this.trigger = below.trigger;
    this.response = below.response;
  }

  /**
   * Returns a view of the same run on which events can be tried that are not committed. It is of
   * use for as long as this one does not change.
   */
  public RunView draft() {
    return new RunView(this);
  }

  /** Makes events happen at a time; {@link RunEvent.TimePassed} may name earlier ones. */
  public void apply(List<RunEvent> events, long now) {
    RunApplier.apply(events, this, now);
  }

  /**
   * Applies what was committed; changes that the view already holds are left out.
   *
   * @return whether the view holds everything up to {@code change}; if not it has to be read anew
   */
  public boolean follow(RunChanged change) {
    if (change.revision() <= run.revision()) {
      return true;
    }
    if (change.revision() != run.revision() + 1) {
      return false;
    }
    apply(change.events(), change.now());
    run = run.touched();
    return true;
  }

  @Override
  public RunRecord run() {
    return run;
  }

  public TriggerValues trigger() {
    return trigger;
  }

  @Override
  public @Nullable ActionRecord action(ActionKey key) {
    ActionRecord own = actions.get(key);
    return own == null && below != null ? below.action(key) : own;
  }

  @Override
  public @Nullable LoopRecord loop(ActionKey key) {
    LoopRecord own = loops.get(key);
    return own == null && below != null ? below.loop(key) : own;
  }

  /** Returns the array that a Foreach goes through. */
  public Optional<JsonNode> items(ActionKey loop) {
    JsonNode own = items.get(loop);
    return own == null && below != null ? below.items(loop) : Optional.ofNullable(own);
  }

  @Override
  public @Nullable IterationRecord iteration(ActionKey loop, int index) {
    IterationRecord own = iterations.getOrDefault(loop, Map.of()).get(index);
    return own == null && below != null ? below.iteration(loop, index) : own;
  }

  public Optional<VariableRecord> variable(String name) {
    VariableRecord own = variables.get(name.toLowerCase(Locale.ROOT));
    return own == null && below != null ? below.variable(name) : Optional.ofNullable(own);
  }

  public Optional<ResponseRecord> response() {
    return Optional.ofNullable(response);
  }

  /** Returns the executions that have begun and not ended; not of a draft. */
  final List<ActionRecord> running() {
    List<ActionRecord> running = new ArrayList<>();
    for (ActionRecord action : actions.values()) {
      if (!action.status().ended()) {
        running.add(action);
      }
    }
    return running;
  }

  @Override
  public void put(RunRecord next) {
    run = next;
  }

  @Override
  public void put(ActionRecord action) {
    actions.put(action.key(), action);
  }

  @Override
  public void put(LoopRecord loop) {
    loops.put(loop.key(), loop);
  }

  @Override
  public void put(IterationRecord iteration) {
    iterations
        .computeIfAbsent(iteration.loop(), loop -> new HashMap<>())
        .put(iteration.index(), iteration);
  }

  @Override
  public void putItems(ActionKey loop, JsonNode array) {
    items.put(loop, array);
  }

  @Override
  public void put(VariableRecord variable) {
    variables.put(variable.name().toLowerCase(Locale.ROOT), variable);
  }

  @Override
  public void put(ResponseRecord given) {
    response = given;
  }
}
