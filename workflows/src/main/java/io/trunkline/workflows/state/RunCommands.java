package io.trunkline.workflows.state;

import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applies the commands about runs that exist. */
final class RunCommands {
  private final RunTables tables;
  private final RunQueues queues;

  RunCommands(RunTables tables, RunQueues queues) {
    this.tables = tables;
    this.queues = queues;
  }

  /** Returns the runs that have not ended, the oldest first. */
  List<RunRecord> activeRuns(Store store) {
    List<RunRef> refs = new ArrayList<>();
    store.scanPrefix(
        Keys.of("active").bytes(), (key, value) -> refs.add(RunTables.REFS.decode(value)));
    return refs.stream()
        .map(ref -> tables.run(store, ref))
        .flatMap(Optional::stream)
        .sorted(
            Comparator.comparingLong(RunRecord::createdAt).thenComparing(run -> run.ref().run()))
        .toList();
  }

  /**
   * Stores a run that has just been created.
   *
   * @param whole whether nothing else of it is stored by the same command
   */
  void create(RunRecord run, TriggerValues values, boolean whole, ApplyContext context) {
    tables.put(context.store(), run);
    context
        .store()
        .put(StoreKeys.triggerValues(run.ref()), RunTables.TRIGGER_VALUES.encode(values));
    context.store().put(activeKey(run.ref()), RunTables.REFS.encode(run.ref()));
    Counters.add(context.store(), Counters.runsOf(run.ref().workflow(), run.version()), 1);
    queues.add(run);
    RunChanged.Created created = whole ? new RunChanged.Created(run, values) : null;
    context.emit(new RunChanged(run.ref(), run.revision(), context.now(), List.of(), created));
  }

  void advance(WorkflowCommand.Advance command, ApplyContext context) {
    RunRecord run = active(command.ref(), context);
    if (run == null || run.revision() != command.revision()) {
      throw new StaleRunException("run " + command.ref().run() + " has changed");
    }
    step(run, command.events(), context);
  }

  void report(WorkflowCommand.Report command, ApplyContext context) {
    context.finish(command.outboxId());
    RunRecord run = active(command.ref(), context);
    if (run == null) {
      return;
    }
    ActionRecord action = tables.action(context.store(), command.ref(), command.key());
    // A webhook that was called back before its subscription was answered needs no answer.
    boolean calledBack = action != null && action.due() && action.outputs() != null;
    if (action != null
        && !calledBack
        && !action.status().ended()
        && action.attempt() == command.attempt()) {
      step(run, command.eventsAt(run.revision()), context);
    }
  }

  void callback(WorkflowCommand.Callback command, ApplyContext context) {
    RunRecord run = active(command.ref(), context);
    ActionRecord action =
        run == null ? null : tables.action(context.store(), command.ref(), command.key());
    if (run == null || action == null || action.status().ended() || action.due()) {
      throw new WorkflowRejectedException(
          "WorkflowRunActionNotRunning",
          "The action '%s' does not wait for a callback.".formatted(command.key().path()));
    }
    step(run, List.of(new RunEvent.CallbackReceived(command.key(), command.outputs())), context);
  }

  boolean exists(RunRef ref, ApplyContext context) {
    return tables.run(context.store(), ref).isPresent();
  }

  Optional<RunRecord> ended(RunRef ref, ApplyContext context) {
    return tables.run(context.store(), ref).filter(run -> run.status().ended());
  }

  /** Copies what a new run takes over of an old one, see {@link WorkflowCommand.Resubmit}. */
  void takeOver(WorkflowCommand.Resubmit command, RunRef ref, ApplyContext context) {
    RunTables.Everything all = tables.everything(context.store(), command.from());
    tables
        .run(context.store(), ref)
        .ifPresent(
            run -> {
              StoredRun stored = new StoredRun(tables, context, run);
              for (ActionRecord action : all.actions()) {
                if (command.reopened().contains(action.key().name())) {
                  stored.put(action.reopened());
                } else if (action.status().ended()
                    && !command.again().contains(action.key().name())) {
                  stored.put(action);
                }
              }
              all.loops().stream()
                  .filter(loop -> !command.again().contains(loop.key().name()))
                  .forEach(stored::put);
              all.iterations().stream()
                  .filter(pass -> !command.again().contains(pass.loop().name()))
                  .forEach(stored::put);
              all.variables().forEach(stored::put);
            });
    tables.copyPieces(context.store(), command.from(), ref);
  }

  void dropPieces(RunRef ref, ApplyContext context) {
    if (tables.run(context.store(), ref).isEmpty()) {
      context.store().deletePrefix(StoreKeys.data(ref));
    }
  }

  void timerDue(WorkflowCommand.RunTimerDue command, ApplyContext context) {
    context.cancelTimer(command.timer());
    RunRecord run = active(command.ref(), context);
    if (run != null && relevant(command.event(), run, context)) {
      step(run, List.of(command.event()), context);
    }
  }

  void cancel(RunRef ref, ApplyContext context) {
    RunRecord run =
        tables
            .run(context.store(), ref)
            .orElseThrow(
                () ->
                    new WorkflowRejectedException(
                        "WorkflowRunNotFound",
                        "The workflow run '" + ref.run() + "' could not be found."));
    if (run.status().ended()) {
      throw new WorkflowRejectedException(
          "WorkflowRunCanNotBeCancelled",
          "The workflow run '%s' cannot be cancelled because its status is '%s'."
              .formatted(ref.run(), run.status().text()));
    }
    step(run, List.of(new RunEvent.EndRequested(RunRecord.Request.CANCEL)), context);
  }

  /** Takes back the outstanding work of a run whose workflow is removed. */
  void abandon(RunRef ref, ApplyContext context) {
    tables
        .run(context.store(), ref)
        .ifPresent(
            run -> {
              StoredRun stored = new StoredRun(tables, context, run);
              for (ActionRecord action : tables.actions(context.store(), ref)) {
                if (!action.status().ended()) {
                  stored.callOver(action.key(), action.attempt());
                  stored.wakeOver(action.key(), action.attempt());
                  stored.limitOver(action.key());
                  if (action.progress() != null) {
                    WorkKeys.Unsubscribe.of(action.progress())
                        .ifPresent(
                            request -> stored.unsubscribe(action.key(), request, context.now()));
                  }
                }
              }
              stored.runOver();
              context.store().delete(activeKey(ref));
            });
  }

  private void step(RunRecord run, List<RunEvent> events, ApplyContext context) {
    StoredRun stored = new StoredRun(tables, context, run);
    RunApplier.apply(events, stored, context.now());
    stored.put(stored.run().touched());
    RunChanged change = new RunChanged(run.ref(), stored.run().revision(), context.now(), events);
    context.emit(change);
    if (change.endsRun()) {
      ended(run, context);
    }
  }

  private void ended(RunRecord run, ApplyContext context) {
    Counters.add(context.store(), Counters.endedRuns(run.ref().workflow()), 1);
    context.store().delete(activeKey(run.ref()));
    queues.remove(run);
    int limit = limitOf(run, context);
    if (limit > 0 && queues.running(run.ref().workflow(), run.trigger()) >= limit) {
      return;
    }
    RunRef next = queues.next(run.ref().workflow(), run.trigger());
    if (next != null) {
      tables
          .run(context.store(), next)
          .ifPresent(waiting -> step(waiting, List.of(new RunEvent.RunStarted()), context));
    }
  }

  private int limitOf(RunRecord run, ApplyContext context) {
    byte[] workflow = context.store().get(StoreKeys.workflow(run.ref().workflow()));
    return workflow == null
        ? 0
        : TriggerTables.WORKFLOWS
            .decode(workflow)
            .trigger(run.trigger())
            .map(WorkflowRecord.TriggerSpec::maxRuns)
            .orElse(0);
  }

  private boolean relevant(RunEvent event, RunRecord run, ApplyContext context) {
    return switch (event) {
      case RunEvent.WaitOver over -> {
        ActionRecord action = tables.action(context.store(), run.ref(), over.key());
        yield action != null && !action.status().ended() && action.attempt() == over.attempt();
      }
      case RunEvent.TimeLimitReached reached -> {
        ActionRecord action = tables.action(context.store(), run.ref(), reached.key());
        yield action != null && !action.status().ended();
      }
      case RunEvent.ResponseOverdue ignored -> run.reply() == RunRecord.Reply.AWAITED;
      default -> true;
    };
  }

  private @Nullable RunRecord active(RunRef ref, ApplyContext context) {
    return tables.run(context.store(), ref).filter(run -> !run.status().ended()).orElse(null);
  }

  private static byte[] activeKey(RunRef ref) {
    return Keys.of("active").text(ref.workflow()).text(ref.run()).bytes();
  }
}
