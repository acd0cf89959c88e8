package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.ApplyContext;
import io.trunkline.net.codec.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Applies the commands about workflows and their triggers. */
final class TriggerCommands {
  /** How long after the first workflow was put old runs are looked for. */
  private static final long FIRST_PRUNE_AFTER_MILLIS = 3_600_000;

  private static final long PAUSE_WHEN_FULL_MILLIS = 1_000;

  private final TriggerTables tables;
  private final RunQueues queues;
  private final RunCommands runCommands;
  private final BatchCommands batches;
  private final TriggerFirings firings;
  private final TriggerSchedules schedules;

  TriggerCommands(
      TriggerTables tables, RunQueues queues, RunCommands runCommands, BatchCommands batches) {
    this.tables = tables;
    this.queues = queues;
    this.runCommands = runCommands;
    this.batches = batches;
    this.firings = new TriggerFirings(queues, runCommands);
    this.schedules = new TriggerSchedules(tables);
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
              context.now(),
              command.kind());
      context
          .store()
          .put(StoreKeys.version(command.key(), version), TriggerTables.VERSIONS.encode(record));
      Counters.start(context.store(), Counters.runsOf(command.key(), version));
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
      Counters.start(context.store(), Counters.endedRuns(command.key()));
      command
          .triggers()
          .forEach(
              trigger ->
                  Counters.start(
                      context.store(), Counters.histories(command.key(), trigger.name())));
      context.setTimer(WorkKeys.PRUNE, context.now() + FIRST_PRUNE_AFTER_MILLIS);
    }
    if (!sameVersion || existing.orElseThrow().enabled() != command.enabled()) {
      Map<String, JsonNode> states = new HashMap<>();
      existing.ifPresent(before -> states.putAll(schedules.stop(before, context)));
      existing
          .filter(before -> !sameVersion)
          .ifPresent(before -> schedules.forgetChanged(states, before, command, context));
      schedules.start(workflow, states, context);
    }
  }

  void remove(String key, ApplyContext context) {
    Optional<WorkflowRecord> workflow = tables.workflow(context.store(), key);
    if (workflow.isEmpty()) {
      return;
    }
    schedules.stop(workflow.get(), context);
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
    batches.remove(key, context.store());
    Counters.forget(key, context.store());
    context.store().delete(StoreKeys.workflow(key));
    queues.removeWorkflow(key);
    context.emit(new WorkflowRemoved(key));
  }

  /** A firing that is recorded already is the same call, made again after a crash. */
  void fire(WorkflowCommand.FireTrigger command, ApplyContext context) {
    byte[] recorded =
        context
            .store()
            .get(StoreKeys.history(command.workflow(), command.trigger(), command.firing().name()));
    if (recorded != null) {
      return;
    }
    WorkflowRecord workflow = workflow(command.workflow(), context);
    WorkflowRecord.TriggerSpec trigger = trigger(workflow, command.trigger());
    requireEnabled(workflow, trigger);
    if (firings.full(workflow, trigger, command.firing())) {
      throw new WorkflowRejectedException(
          "WorkflowMaximumWaitingRunCountExceeded",
          "The trigger '%s' has as many waiting runs as it may have (%d)."
              .formatted(trigger.name(), trigger.maxWaiting()));
    }
    firings.record(workflow, trigger, command.firing(), context);
  }

  void fireMore(WorkflowCommand.FireMore command, ApplyContext context) {
    WorkflowRecord workflow = workflow(command.workflow(), context);
    WorkflowRecord.TriggerSpec trigger = trigger(workflow, command.trigger());
    requireEnabled(workflow, trigger);
    firings.more(workflow, trigger, command.firing(), context);
  }

  void checked(WorkflowCommand.TriggerChecked command, ApplyContext context) {
    context.finish(command.outboxId());
    TriggerRecord trigger =
        schedules.current(command.workflow(), command.trigger(), command.generation(), context);
    boolean accepted = trigger != null;
    if (trigger == null) {
      // The trigger was stopped while it subscribed: nobody else knows of the subscription.
      TriggerSchedules.unsubscribe(command.outboxId(), command.state(), context);
    } else {
      WorkflowRecord workflow = workflow(command.workflow(), context);
      if (command.firing() != null) {
        accepted =
            firings.admit(
                workflow, trigger(workflow, command.trigger()), command.firing(), context);
      }
      // What was not accepted is asked for again, after a pause.
      long nextAt =
          accepted || command.nextAt() == 0
              ? command.nextAt()
              : Math.max(command.nextAt(), context.now() + PAUSE_WHEN_FULL_MILLIS);
      schedules.put(
          new TriggerRecord(
              trigger.workflow(),
              trigger.name(),
              trigger.generation(),
              trigger.checks(),
              nextAt,
              context.now(),
              accepted ? command.state() : trigger.state()),
          context);
      for (JsonNode batch : state(command).path(TriggerRecord.RELEASE)) {
        batches.releaseAll(trigger.workflow(), trigger.name(), batch.asText(), context);
      }
      if (nextAt > 0) {
        context.setTimer(
            WorkKeys.trigger(command.workflow(), command.generation(), command.trigger()), nextAt);
      }
    }
    if (command.settlement() != null) {
      context.emit(new CheckSettled(command.settlement(), accepted));
    }
  }

  void due(WorkflowCommand.TriggerDue command, ApplyContext context) {
    schedules.due(command, context);
  }

  void resubmit(WorkflowCommand.Resubmit command, ApplyContext context) {
    WorkflowRecord workflow = workflow(command.workflow(), context);
    WorkflowRecord.TriggerSpec trigger = trigger(workflow, command.trigger());
    requireEnabled(workflow, trigger);
    firings.resubmit(workflow, trigger, command, context);
  }

  void addToBatch(WorkflowCommand.AddToBatch command, ApplyContext context) {
    BatchKey key = command.key();
    WorkflowRecord workflow = workflow(key.workflow(), context);
    WorkflowRecord.TriggerSpec trigger = trigger(workflow, key.trigger());
    requireEnabled(workflow, trigger);
    WorkflowRecord.BatchSpec batch =
        trigger
            .batch(key.batch())
            .orElseThrow(
                () ->
                    new WorkflowRejectedException(
                        "BatchConfigurationNotFound",
                        "The trigger '%s' has no batch '%s'."
                            .formatted(trigger.name(), key.batch())));
    batches.add(command, batch, context);
  }

  void batchReleased(WorkflowCommand.BatchReleased command, ApplyContext context) {
    Optional<WorkflowRecord> workflow = tables.workflow(context.store(), command.key().workflow());
    Optional<WorkflowRecord.TriggerSpec> trigger =
        workflow.flatMap(record -> record.trigger(command.key().trigger()));
    Optional<WorkflowRecord.BatchSpec> batch =
        trigger.flatMap(spec -> spec.batch(command.key().batch()));
    if (batches.released(command, batch, context) && trigger.isPresent()) {
      firings.record(workflow.orElseThrow(), trigger.get(), command.firing(), context);
    }
  }

  private static void requireEnabled(WorkflowRecord workflow, WorkflowRecord.TriggerSpec trigger) {
    if (!workflow.enabled()) {
      throw new WorkflowRejectedException(
          "WorkflowTriggerIsNotEnabled",
          "The trigger '%s' cannot fire because its workflow is disabled."
              .formatted(trigger.name()));
    }
  }

  private static JsonNode state(WorkflowCommand.TriggerChecked command) {
    return command.state() == null ? Json.object() : command.state();
  }

  private boolean sameVersion(
      WorkflowCommand.PutWorkflow command, WorkflowRecord existing, ApplyContext context) {
    return tables
        .version(context.store(), existing.key(), existing.version())
        .filter(
            version ->
                version.definition().equals(command.definition())
                    && Objects.equals(version.kind(), command.kind())
                    && Objects.equals(version.parameters(), command.parameters())
                    && Objects.equals(version.identity(), command.identity()))
        .isPresent();
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
