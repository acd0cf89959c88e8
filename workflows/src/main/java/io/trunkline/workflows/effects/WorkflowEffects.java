package io.trunkline.workflows.effects;

import io.trunkline.kernel.OutboxEntry;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardEffects;
import io.trunkline.workflows.state.CheckSettled;
import io.trunkline.workflows.state.RunChanged;
import io.trunkline.workflows.state.WorkKeys;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowMachine;
import io.trunkline.workflows.state.WorkflowRemoved;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** What the leader of the shard {@code workflows} does. */
public final class WorkflowEffects implements ShardEffects<WorkflowCommand<?>> {
  /** How many ended runs make it worth looking for old ones before the timer does. */
  private static final int PRUNE_EVERY = 1_000;

  private static final int PRUNED_AT_ONCE = 2_000;

  private final WorkflowMachine machine;
  private final VersionCache versions;
  private final ActionTypes actionTypes;
  private final TriggerChecks checks;
  private final Unsubscriptions unsubscriptions;
  private final BatchReleases releases;
  private final ResponseWaiters waiters;
  private final RunTraces traces;
  private final Environment environment;
  private final Executor threads;
  private @Nullable Shard<WorkflowCommand<?>> shard;
  private @Nullable RunScheduler scheduler;
  private @Nullable ActionCalls calls;
  private int endedSincePrune;

  /**
   * @param threads runs what blocks; a thread for each task
   */
  public WorkflowEffects(
      WorkflowMachine machine,
      VersionCache versions,
      ActionTypes actionTypes,
      TriggerChecks checks,
      Unsubscriptions unsubscriptions,
      BatchReleases releases,
      ResponseWaiters waiters,
      RunTraces traces,
      Environment environment,
      Executor threads) {
    this.machine = machine;
    this.versions = versions;
    this.actionTypes = actionTypes;
    this.checks = checks;
    this.unsubscriptions = unsubscriptions;
    this.releases = releases;
    this.waiters = waiters;
    this.traces = traces;
    this.environment = environment;
    this.threads = threads;
  }

  /** Returns an executor that gives each task a virtual thread. */
  public static Executor virtualThreads() {
    return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("workflow-", 0).factory());
  }

  @Override
  public void leading(Shard<WorkflowCommand<?>> leader) {
    shard = leader;
    RunDecider decider = new RunDecider(actionTypes.instant(), actionTypes.calls(), environment);
    RunScheduler runs = new RunScheduler(leader, machine, versions, decider, environment, threads);
    scheduler = runs;
    calls =
        new ActionCalls(leader, runs, versions, decider, actionTypes.calls(), environment, threads);
    checks.leading(leader, threads);
    runs.resume(machine.activeRuns());
  }

  @Override
  public void following() {
    if (scheduler != null) {
      scheduler.stop();
    }
    checks.following();
    shard = null;
    scheduler = null;
    calls = null;
  }

  /** Callers wait, and spans are open, at the node that took the call, whoever leads meanwhile. */
  @Override
  public void applied(Object effect) {
    if (effect instanceof RunChanged change) {
      waiters.changed(change);
      traces.changed(change);
    }
  }

  @Override
  public void committed(Object effect) {
    switch (effect) {
      case RunChanged change -> {
        if (scheduler != null) {
          scheduler.changed(change);
        }
        if (change.endsRun() && ++endedSincePrune >= PRUNE_EVERY) {
          endedSincePrune = 0;
          prune();
        }
      }
      case CheckSettled settled -> checks.settled(settled);
      case WorkflowRemoved removed -> {
        if (scheduler != null) {
          scheduler.forget(removed.key());
        }
      }
      default -> throw new IllegalArgumentException("not an effect of workflows: " + effect);
    }
  }

  @Override
  public CompletionStage<? extends WorkflowCommand<?>> deliver(OutboxEntry entry) {
    return switch (entry.kind()) {
      case WorkKeys.CALL -> calls().deliver(WorkKeys.call(entry.payload()));
      case WorkKeys.UNSUBSCRIBE ->
          unsubscriptions.deliver(WorkKeys.unsubscribe(entry.payload()), threads);
      case WorkKeys.RELEASE ->
          releases.deliver(WorkKeys.release(entry.payload()), leader(), threads);
      case WorkKeys.CHECK -> checks.deliver(WorkKeys.check(entry.payload()));
      default -> throw new IllegalArgumentException("no work of workflows: " + entry.kind());
    };
  }

  @Override
  public WorkflowCommand<?> timerDue(String key) {
    return key.equals(WorkKeys.PRUNE) ? pruning() : WorkKeys.due(key);
  }

  private Shard<WorkflowCommand<?>> leader() {
    if (shard == null) {
      throw new IllegalStateException("this replica does not lead");
    }
    return shard;
  }

  private ActionCalls calls() {
    if (calls == null) {
      throw new IllegalStateException("this replica does not lead");
    }
    return calls;
  }

  private void prune() {
    if (shard != null) {
      var ignored = shard.submit(pruning());
    }
  }

  private static int unlessUnlimited(int most) {
    return most == 0 ? Integer.MAX_VALUE : most;
  }

  private WorkflowCommand.Prune pruning() {
    WorkflowLimits limits = environment.limits();
    long now = environment.now();
    return new WorkflowCommand.Prune(
        limits.runRetention().isZero() ? 0 : now - limits.runRetention().toMillis(),
        unlessUnlimited(limits.maxRuns()),
        unlessUnlimited(limits.maxHistories()),
        limits.maxVersions(),
        PRUNED_AT_ONCE,
        now + limits.pruneInterval().toMillis());
  }
}
