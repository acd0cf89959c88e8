package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.Status;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applies the commands about workflows and their triggers. */
final class TriggerCommands {
  /** How long after the first workflow was put old runs are looked for. */
  private static final long FIRST_PRUNE_AFTER_MILLIS = 3_600_000;

  private final TriggerTables tables;
  private final RunQueues queues;
  private final RunCommands runCommands;

  TriggerCommands(TriggerTables tables, RunQueues queues, RunCommands runCommands) {
    this.tables = tables;
    this.queues = queues;
    this.runCommands = runCommands;
  }

  void put(WorkflowCommand.PutWorkflow command, ApplyContext context) {
    Optional<WorkflowRecord> existing = tables.workflow(context.store(), command.key());
    if (existing.isPresent() && existing.get().revision() >= command.revision()) {
      return;
    }
    boolean sameVersion = existing.isPresent() && sameVersion(command, existing.get(), context);
    String version = sameVersion ? existing.orElseThrow().version() : command.version();
    if (!sameVersion) {
      VersionRecord record =
          new VersionRecord(
              command.key(),
              version,
              command.definition(),
              command.parameters(),
              command.identity(),
              command.location(),
              command.tags(),
              context.now());
      context
          .store()
          .put(StoreKeys.version(command.key(), version), TriggerTables.VERSIONS.encode(record));
    }
    WorkflowRecord workflow =
        new WorkflowRecord(
            command.key(),
            command.id(),
            command.revision(),
            version,
            command.enabled(),
            existing.map(WorkflowRecord::createdAt).orElse(context.now()),
            context.now(),
            command.triggers());
    context
        .store()
        .put(StoreKeys.workflow(command.key()), TriggerTables.WORKFLOWS.encode(workflow));
    if (existing.isEmpty()) {
      context.setTimer(WorkKeys.PRUNE, context.now() + FIRST_PRUNE_AFTER_MILLIS);
    }
    if (!sameVersion || existing.orElseThrow().enabled() != command.enabled()) {
      existing.ifPresent(before -> stopSchedules(before, context));
      startSchedules(workflow, context);
    }
  }

  void remove(String key, ApplyContext context) {
    Optional<WorkflowRecord> workflow = tables.workflow(context.store(), key);
    if (workflow.isEmpty()) {
      return;
    }
    stopSchedules(workflow.get(), context);
    for (RunRef ref : List.copyOf(queues.active())) {
      if (ref.workflow().equals(key)) {
        runCommands.abandon(ref, context);
      }
    }
    context.store().deletePrefix(StoreKeys.runs(key));
    context.store().deletePrefix(StoreKeys.data(key));
    context.store().deletePrefix(StoreKeys.versions(key));
    context.store().deletePrefix(StoreKeys.triggers(key));
    context.store().deletePrefix(StoreKeys.histories(key));
    context.store().delete(StoreKeys.workflow(key));
    queues.removeWorkflow(key);
    context.emit(new WorkflowRemoved(key));
  }

  void fire(WorkflowCommand.FireTrigger command, ApplyContext context) {
    WorkflowRecord workflow = workflow(command.workflow(), context);
    WorkflowRecord.TriggerSpec trigger = trigger(workflow, command.trigger());
    if (!workflow.enabled()) {
      throw new WorkflowRejectedException(
          "WorkflowTriggerIsNotEnabled",
          "The trigger '%s' cannot fire because its workflow is disabled."
              .formatted(trigger.name()));
    }
    if (full(workflow, trigger, command.firing())) {
      throw new WorkflowRejectedException(
          "WorkflowMaximumWaitingRunCountExceeded",
          "The trigger '%s' has as many waiting runs as it may have (%d)."
              .formatted(trigger.name(), trigger.maxWaiting()));
    }
    record(workflow, trigger, command.firing(), context);
  }

  void due(WorkflowCommand.TriggerDue command, ApplyContext context) {
    context.cancelTimer(
        WorkKeys.trigger(command.workflow(), command.generation(), command.trigger()));
    TriggerRecord trigger =
        current(command.workflow(), command.trigger(), command.generation(), context);
    if (trigger == null) {
      return;
    }
    WorkKeys.Check check =
        new WorkKeys.Check(
            command.workflow(),
            command.trigger(),
            command.generation(),
            trigger.checks() + 1,
            trigger.nextAt());
    put(
        new TriggerRecord(
            trigger.workflow(),
            trigger.name(),
            trigger.generation(),
            check.number(),
            0,
            trigger.lastAt(),
            trigger.state()),
        context);
    context.enqueue(new OutboxEntry(check.id(), WorkKeys.CHECK, WorkKeys.encode(check)));
  }

  void checked(WorkflowCommand.TriggerChecked command, ApplyContext context) {
    context.finish(command.outboxId());
    TriggerRecord trigger =
        current(command.workflow(), command.trigger(), command.generation(), context);
    boolean accepted = trigger != null;
    if (trigger != null) {
      WorkflowRecord workflow = workflow(command.workflow(), context);
      if (command.firing() != null) {
        accepted = admit(workflow, trigger(workflow, command.trigger()), command.firing(), context);
      }
      put(
          new TriggerRecord(
              trigger.workflow(),
              trigger.name(),
              trigger.generation(),
              trigger.checks(),
              command.nextAt(),
              context.now(),
              accepted ? command.state() : trigger.state()),
          context);
      if (command.nextAt() > 0) {
        context.setTimer(
            WorkKeys.trigger(command.workflow(), command.generation(), command.trigger()),
            command.nextAt());
      }
    }
    if (command.settlement() != null) {
      context.emit(new CheckSettled(command.settlement(), accepted));
    }
  }

  /** Records a check; where there is no room for its runs, as skipped (§3.14). */
  private boolean admit(
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

  private boolean full(WorkflowRecord workflow, WorkflowRecord.TriggerSpec trigger, Firing firing) {
    if (trigger.maxRuns() == 0 || firing.runs().isEmpty()) {
      return false;
    }
    int free = Math.max(0, trigger.maxRuns() - queues.running(workflow.key(), trigger.name()));
    int queued = Math.max(0, firing.runs().size() - free);
    return queued > 0
        && queues.waiting(workflow.key(), trigger.name()) + queued > trigger.maxWaiting();
  }

  private void record(
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

  private boolean sameVersion(
      WorkflowCommand.PutWorkflow command, WorkflowRecord existing, ApplyContext context) {
    return tables
        .version(context.store(), existing.key(), existing.version())
        .filter(
            version ->
                version.definition().equals(command.definition())
                    && Objects.equals(version.parameters(), command.parameters())
                    && Objects.equals(version.identity(), command.identity()))
        .isPresent();
  }

  private void startSchedules(WorkflowRecord workflow, ApplyContext context) {
    for (WorkflowRecord.TriggerSpec trigger : workflow.triggers()) {
      if (!workflow.enabled() || trigger.firstCheckAt() == 0) {
        continue;
      }
      long generation = context.sequence();
      put(
          new TriggerRecord(
              workflow.key(), trigger.name(), generation, 0, trigger.firstCheckAt(), 0, null),
          context);
      context.setTimer(
          WorkKeys.trigger(workflow.key(), generation, trigger.name()), trigger.firstCheckAt());
    }
  }

  private void stopSchedules(WorkflowRecord workflow, ApplyContext context) {
    for (WorkflowRecord.TriggerSpec spec : workflow.triggers()) {
      tables
          .trigger(context.store(), workflow.key(), spec.name())
          .ifPresent(
              trigger -> {
                context.cancelTimer(
                    WorkKeys.trigger(workflow.key(), trigger.generation(), trigger.name()));
                context.store().delete(StoreKeys.trigger(workflow.key(), trigger.name()));
              });
    }
  }

  private @Nullable TriggerRecord current(
      String workflow, String trigger, long generation, ApplyContext context) {
    return tables
        .trigger(context.store(), workflow, trigger)
        .filter(record -> record.generation() == generation)
        .orElse(null);
  }

  private void put(TriggerRecord trigger, ApplyContext context) {
    context
        .store()
        .put(
            StoreKeys.trigger(trigger.workflow(), trigger.name()),
            TriggerTables.TRIGGERS.encode(trigger));
  }

  private WorkflowRecord workflow(String key, ApplyContext context) {
    return tables
        .workflow(context.store(), key)
        .orElseThrow(
            () ->
                new WorkflowRejectedException(
                    "WorkflowNotFound", "The workflow '" + key + "' could not be found."));
  }

  private static WorkflowRecord.TriggerSpec trigger(WorkflowRecord workflow, String name) {
    return workflow
        .trigger(name)
        .orElseThrow(
            () ->
                new WorkflowRejectedException(
                    "WorkflowTriggerNotFound",
                    "The workflow has no trigger '%s'.".formatted(name)));
  }
}
