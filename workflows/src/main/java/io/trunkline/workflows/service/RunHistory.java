package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.Store;
import io.trunkline.resources.ResourceId;
import io.trunkline.workflows.effects.Environment;
import io.trunkline.workflows.effects.ResponseWaiters;
import io.trunkline.workflows.effects.VersionCache;
import io.trunkline.workflows.effects.WorkflowVersion;
import io.trunkline.workflows.state.ActionKey;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.HistoryRecord;
import io.trunkline.workflows.state.IterationRecord;
import io.trunkline.workflows.state.ResponseRecord;
import io.trunkline.workflows.state.RunRecord;
import io.trunkline.workflows.state.RunRef;
import io.trunkline.workflows.state.RunTables;
import io.trunkline.workflows.state.RunView;
import io.trunkline.workflows.state.TriggerRecord;
import io.trunkline.workflows.state.TriggerTables;
import io.trunkline.workflows.state.TriggerValues;
import io.trunkline.workflows.state.VersionRecord;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowMachine;
import io.trunkline.workflows.state.WorkflowRecord;
import io.trunkline.workflows.state.WorkflowRejectedException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads what is kept about workflows and runs. Methods block; call them from virtual threads. */
public final class RunHistory {
  private final Shard<WorkflowCommand<?>> shard;
  private final WorkflowMachine machine;
  private final VersionCache versions;
  private final Environment environment;

  public RunHistory(
      Shard<WorkflowCommand<?>> shard,
      WorkflowMachine machine,
      VersionCache versions,
      Environment environment) {
    this.shard = shard;
    this.machine = machine;
    this.versions = versions;
    this.environment = environment;
  }

  public Optional<WorkflowRecord> workflow(String key) {
    return triggers((tables, store) -> tables.workflow(store, key));
  }

  /** Returns whether there is a workflow with a resource id. */
  boolean has(ResourceId id) {
    return triggers(
        (tables, store) ->
            tables.workflows(store).stream()
                .anyMatch(workflow -> workflow.id().equalsIgnoreCase(id.toString())));
  }

  public Optional<VersionRecord> version(String key, String version) {
    return triggers((tables, store) -> tables.version(store, key, version));
  }

  /** Returns a version, ready to say what its definition means. */
  public Optional<WorkflowVersion> loaded(String key, String version) {
    return versions.version(shard, key, version);
  }

  /** Returns the versions of a workflow, the newest first. */
  public List<VersionRecord> versions(String key) {
    return triggers((tables, store) -> tables.versions(store, key));
  }

  public Optional<TriggerRecord> trigger(String key, String trigger) {
    return triggers((tables, store) -> tables.trigger(store, key, trigger));
  }

  public Optional<HistoryRecord> history(String key, String trigger, String name) {
    return triggers((tables, store) -> tables.history(store, key, trigger, name));
  }

  /** Returns the history of a trigger, the newest entries first. */
  public List<HistoryRecord> histories(
      String key, String trigger, Predicate<HistoryRecord> wanted, int most) {
    return triggers((tables, store) -> tables.histories(store, key, trigger, wanted, most));
  }

  public Optional<RunRecord> run(RunRef ref) {
    return runs((tables, store) -> tables.run(store, ref));
  }

  /** Returns everything about a run. */
  public Optional<RunView> view(RunRef ref) {
    return runs((tables, store) -> tables.wholeView(store, ref));
  }

  /** Returns runs, the newest first. */
  public List<RunRecord> runs(String key, Predicate<RunRecord> wanted, int most) {
    return runs((tables, store) -> tables.runs(store, key, wanted, most));
  }

  /** Returns what a run has answered, or that it ended without; empty while it goes on. */
  Optional<ResponseWaiters.Answer> answer(RunRef ref) {
    // In this order: a run that is seen to have ended has answered before.
    boolean ended = run(ref).filter(run -> run.status().ended()).isPresent();
    Optional<ResponseRecord> response = response(ref);
    if (response.isPresent()) {
      return response.map(ResponseWaiters.Answer.Given::new);
    }
    return ended ? Optional.of(new ResponseWaiters.Answer.None()) : Optional.empty();
  }

  public TriggerValues triggerValues(RunRef ref) {
    return runs((tables, store) -> tables.triggerValues(store, ref));
  }

  public Optional<ResponseRecord> response(RunRef ref) {
    return runs((tables, store) -> tables.response(store, ref))
        .map(
            given ->
                new ResponseRecord(
                    given.statusCode(),
                    given.headers(),
                    environment.load(ref, given.body()),
                    given.givenAt()));
  }

  /** Returns the value that stands in a record of a run, also where it is kept apart. */
  public @Nullable JsonNode load(RunRef ref, @Nullable JsonNode value) {
    return environment.load(ref, value);
  }

  /** Returns every execution of every action of a run. */
  public List<ActionRecord> actions(RunRef ref) {
    return runs((tables, store) -> tables.actions(store, ref));
  }

  /** Returns every execution of one action of a run. */
  public List<ActionRecord> actions(RunRef ref, String name) {
    return runs((tables, store) -> tables.actions(store, ref, name));
  }

  public Optional<ActionRecord> action(RunRef ref, ActionKey key) {
    return runs((tables, store) -> Optional.ofNullable(tables.action(store, ref, key)));
  }

  /** Returns the passes of a loop. */
  public List<IterationRecord> iterations(RunRef ref, String loop) {
    return runs((tables, store) -> tables.iterations(store, ref, loop));
  }

  /**
   * Asks for the end of a run; running actions are cancelled.
   *
   * @throws WorkflowException 404 or 409
   */
  public void cancel(RunRef ref) {
    try {
      shard.submit(new WorkflowCommand.CancelRun(ref)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof WorkflowRejectedException refusal) {
        throw new WorkflowException(
            refusal.code().equals("WorkflowRunNotFound") ? 404 : 409,
            refusal.code(),
            refusal.getMessage());
      }
      throw e;
    }
  }

  private <T> T runs(BiFunction<RunTables, Store, T> query) {
    return shard.query(() -> query.apply(machine.runs(), shard.store())).join();
  }

  private <T> T triggers(BiFunction<TriggerTables, Store, T> query) {
    return shard.query(() -> query.apply(machine.triggers(), shard.store())).join();
  }
}
