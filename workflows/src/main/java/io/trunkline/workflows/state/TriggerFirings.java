package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.ApplyContext;
import io.trunkline.net.codec.Json;
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
            firing.runs().size());
    context
        .store()
        .put(
            StoreKeys.history(workflow.key(), trigger.name(), firing.name()),
            TriggerTables.HISTORIES.encode(history));
    for (Firing.NewRun run : firing.runs()) {
      create(workflow, trigger, firing, run, context);
    }
  }

  private void create(
      WorkflowRecord workflow,
      WorkflowRecord.TriggerSpec trigger,
      Firing firing,
      Firing.NewRun run,
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
    runCommands.create(record, new TriggerValues(firing.inputs(), outputs(firing, run)), context);
    if (firing.runDueAt() > 0) {
      context.setTimer(WorkKeys.runDuration(record.ref()), firing.runDueAt());
    }
    if (firing.replyDueAt() > 0) {
      context.setTimer(WorkKeys.reply(record.ref()), firing.replyDueAt());
    }
  }

  private static @Nullable JsonNode outputs(Firing firing, Firing.NewRun run) {
    if (!firing.split()) {
      return firing.outputs();
    }
    ObjectNode outputs =
        firing.outputs() instanceof ObjectNode common ? common.deepCopy() : Json.object();
    outputs.set("body", run.body());
    return outputs;
  }
}
