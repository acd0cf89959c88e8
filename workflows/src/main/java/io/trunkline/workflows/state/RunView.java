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
  private final TriggerValues trigger;
  private final Map<ActionKey, ActionRecord> actions = new HashMap<>();
  private final Map<ActionKey, LoopRecord> loops = new HashMap<>();
  private final Map<ActionKey, JsonNode> items = new HashMap<>();
  private final Map<ActionKey, Map<Integer, IterationRecord>> iterations = new HashMap<>();
  private final Map<String, VariableRecord> variables = new HashMap<>();
  private RunRecord run;
  private @Nullable ResponseRecord response;

  RunView(RunRecord run, TriggerValues trigger) {
    this.run = run;
    this.trigger = trigger;
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
    for (RunEvent event : change.events()) {
      RunApplier.apply(event, this, change.now());
    }
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
    return actions.get(key);
  }

  @Override
  public @Nullable LoopRecord loop(ActionKey key) {
    return loops.get(key);
  }

  /** Returns the array that a Foreach goes through. */
  public Optional<JsonNode> items(ActionKey loop) {
    return Optional.ofNullable(items.get(loop));
  }

  @Override
  public @Nullable IterationRecord iteration(ActionKey loop, int index) {
    return iterations.getOrDefault(loop, Map.of()).get(index);
  }

  public Optional<VariableRecord> variable(String name) {
    return Optional.ofNullable(variables.get(name.toLowerCase(Locale.ROOT)));
  }

  public Optional<ResponseRecord> response() {
    return Optional.ofNullable(response);
  }

  /** Returns the executions that have begun and not ended. */
  public final List<ActionRecord> running() {
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
