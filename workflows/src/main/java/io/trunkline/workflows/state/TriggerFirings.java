package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.ApplyContext;
import io.trunkline.workflows.definition.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns firings into history entries and runs, as far as there is room for them (§3.12, §3.14). */
final class TriggerFirings {
  private final RunQueues queues;
  private final RunCommands runCommands;

  TriggerFirings(RunQueues queues, RunCommands runCommands) {
    this.queues = queues;
    this.runCommands = runCommands;
  }

  /** Records a check; where there is no room for its runs, as skipped (§3.14). */
  boolean admit(
      WorkflowRecord workflow,
      WorkflowRecord.TriggerSpec trigger,
      Firing firing,
      ApplyContext context) {
    if (!full(workflow, trigger, firing)) {
      record(workflow, trigger, firing, context);
      return true;
    }
    Firing skipped =
        new Firing(
            firing.name(),
            Status.SKIPPED,
            "WorkflowRunInProgress",
            null,
            null,
            null,
            List.of(),
            false,
            firing.clientTrackingId(),
            firing.trackingId(),
            firing.scheduledAt(),
            null,
            0,
            0);
    record(workflow, trigger, skipped, context);
    return false;
  }

  /** Returns whether there is no room for the runs of a firing. */
  boolean full(WorkflowRecord workflow, WorkflowRecord.TriggerSpec trigger, Firing firing) {
    if (trigger.maxRuns() == 0 || firing.runs().isEmpty()) {
      return false;
    }
    int free = Math.max(0, trigger.maxRuns() - queues.running(workflow.key(), trigger.name()));
    int queued = Math.max(0, firing.runs().size() - free);
    return queued > 0
        && queues.waiting(workflow.key(), trigger.name()) + queued > trigger.maxWaiting();
  }

  /** Records a firing with its runs, whether there is room for them or not. */
  void record(
      WorkflowRecord workflow,
      WorkflowRecord.TriggerSpec trigger,
      Firing firing,
      ApplyContext context) {
    record(workflow, trigger, firing, true, context);
  }

  /** Adds runs to a firing, unless they are there. */
  void more(
      WorkflowRecord workflow,
      WorkflowRecord.TriggerSpec trigger,
      Firing firing,
      ApplyContext context) {
    List<Firing.NewRun> missing =
        firing.runs().stream()
            .filter(run -> !runCommands.exists(new RunRef(workflow.key(), run.id()), context))
            .toList();
    note(workflow, trigger, firing, missing.size(), context);
    for (Firing.NewRun run : missing) {
      create(workflow, trigger, firing, run, true, context);
    }
  }

  private void record(
      WorkflowRecord workflow,
      WorkflowRecord.TriggerSpec trigger,
      Firing firing,
      boolean whole,
      ApplyContext context) {
    note(workflow, trigger, firing, firing.runs().size(), context);
    for (Firing.NewRun run : firing.runs()) {
      create(workflow, trigger, firing, run, whole, context);
    }
  }

  /** Writes the history entry of a firing, or adds runs to the one that there is. */
  private static void note(
      WorkflowRecord workflow,
      WorkflowRecord.TriggerSpec trigger,
      Firing firing,
      int runs,
      ApplyContext context) {
    byte[] key = StoreKeys.history(workflow.key(), trigger.name(), firing.name());
    byte[] known = context.store().get(key);
    int before = known == null ? 0 : TriggerTables.HISTORIES.decode(known).runs();
    HistoryRecord history =
        new HistoryRecord(
            workflow.key(),
            trigger.name(),
            firing.name(),
            firing.status(),
            firing.code(),
            firing.error(),
            context.now(),
            context.now(),
            firing.scheduledAt(),
            firing.clientTrackingId(),
            firing.trackingId(),
            before + runs);
    context.store().put(key, TriggerTables.HISTORIES.encode(history));
    if (known == null) {
      Counters.add(context.store(), Counters.histories(workflow.key(), trigger.name()), 1);
    }
  }

  /** Creates a run that takes over what an ended one has done. */
  void resubmit(
      WorkflowRecord workflow,
      WorkflowRecord.TriggerSpec trigger,
      WorkflowCommand.Resubmit command,
      ApplyContext context) {
    RunRecord from =
        runCommands
            .ended(command.from(), context)
            .orElseThrow(
                () ->
                    new WorkflowRejectedException(
                        "WorkflowTriggerHistoryCannotBeResubmitted",
                        "The run '%s' has not ended, or is not kept any more."
                            .formatted(command.from().run())));
    WorkflowRecord onItsVersion = workflow.on(from.version());
    record(onItsVersion, trigger, command.firing(), false, context);
    RunRef ref = new RunRef(workflow.key(), command.firing().name());
    runCommands.takeOver(command, ref, context);
  }

  private void create(
      WorkflowRecord workflow,
      WorkflowRecord.TriggerSpec trigger,
      Firing firing,
      Firing.NewRun run,
      boolean whole,
      ApplyContext context) {
    boolean waits =
        trigger.maxRuns() > 0
            && queues.running(workflow.key(), trigger.name()) >= trigger.maxRuns();
    RunRecord record =
        new RunRecord(
            new RunRef(workflow.key(), run.id()),
            workflow.version(),
            trigger.name(),
            waits ? Status.WAITING : Status.RUNNING,
            null,
            null,
            context.now(),
            waits ? 0 : context.now(),
            0,
            run.clientTrackingId(),
            firing.trackingId(),
            firing.origin() == null ? firing.name() : firing.origin(),
            run.traceparent(),
            1,
            firing.replyDueAt() > 0 ? RunRecord.Reply.AWAITED : RunRecord.Reply.NONE,
            RunRecord.Request.NONE,
            null);
    TriggerValues values = new TriggerValues(firing.inputs(), outputs(firing, run));
    runCommands.create(record, values, whole, context);
    if (firing.runDueAt() > 0) {
      context.setTimer(WorkKeys.runDuration(record.ref()), firing.runDueAt());
    }
    if (firing.replyDueAt() > 0) {
      context.setTimer(WorkKeys.reply(record.ref()), firing.replyDueAt());
    }
  }

  private static @Nullable JsonNode outputs(Firing firing, Firing.NewRun run) {
    return firing.split() ? Firing.withBody(firing.outputs(), run.body()) : firing.outputs();
  }
}
