package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.OutboxEntry;
import io.trunkline.net.codec.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts and stops what triggers do by themselves: schedules, polls, subscriptions. */
final class TriggerSchedules {
  private final TriggerTables tables;

  TriggerSchedules(TriggerTables tables) {
    this.tables = tables;
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
            trigger.nextAt(),
            trigger.state());
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

  /**
   * Starts the triggers of an enabled workflow.
   *
   * @param states what {@link #stop} returned
   */
  void start(WorkflowRecord workflow, Map<String, JsonNode> states, ApplyContext context) {
    for (WorkflowRecord.TriggerSpec trigger : workflow.triggers()) {
      JsonNode state = states.get(trigger.name());
      if (!workflow.enabled() || trigger.firstCheckAt() == 0) {
        if (state != null) {
          put(stopped(workflow.key(), trigger.name(), state, context), context);
        }
        continue;
      }
      long firstAt = state == null ? trigger.firstCheckAt() : dueAt(state, trigger, context);
      long generation = context.sequence();
      put(
          new TriggerRecord(workflow.key(), trigger.name(), generation, 0, firstAt, 0, state),
          context);
      context.setTimer(WorkKeys.trigger(workflow.key(), generation, trigger.name()), firstAt);
    }
  }

  /** A trigger that knows when it is due next goes on there; the others begin anew. */
  private static long dueAt(
      JsonNode state, WorkflowRecord.TriggerSpec trigger, ApplyContext context) {
    return state.path(TriggerRecord.DUE_AT).asLong(Math.max(trigger.firstCheckAt(), context.now()));
  }

  private static TriggerRecord stopped(
      String workflow, String trigger, JsonNode state, ApplyContext context) {
    return new TriggerRecord(workflow, trigger, context.sequence(), 0, 0, 0, state);
  }

  /** Stops schedules and takes subscriptions back; returns what triggers need to go on later. */
  Map<String, JsonNode> stop(WorkflowRecord workflow, ApplyContext context) {
    Map<String, JsonNode> states = new HashMap<>();
    for (WorkflowRecord.TriggerSpec spec : workflow.triggers()) {
      Optional<TriggerRecord> found = tables.trigger(context.store(), workflow.key(), spec.name());
      if (found.isEmpty()) {
        continue;
      }
      TriggerRecord trigger = found.get();
      String timer = WorkKeys.trigger(workflow.key(), trigger.generation(), trigger.name());
      context.cancelTimer(timer);
      context.store().delete(StoreKeys.trigger(workflow.key(), trigger.name()));
      unsubscribe(timer, trigger.state(), context);
      if (trigger.state() != null && WorkKeys.Unsubscribe.of(trigger.state()).isEmpty()) {
        states.put(trigger.name(), trigger.state());
      }
    }
    return states;
  }

  static void unsubscribe(String name, @Nullable JsonNode state, ApplyContext context) {
    WorkKeys.Unsubscribe.of(state)
        .ifPresent(
            request ->
                context.enqueue(
                    WorkKeys.Unsubscribe.entry("unsubscribe/" + name, request, context.now())));
  }

  /** A trigger whose definition has changed begins anew. */
  void forgetChanged(
      Map<String, JsonNode> states,
      WorkflowRecord before,
      WorkflowCommand.PutWorkflow command,
      ApplyContext context) {
    JsonNode triggers =
        tables
            .version(context.store(), before.key(), before.version())
            .map(version -> version.definition().path("triggers"))
            .orElse(Json.object());
    JsonNode now = command.definition().path("triggers");
    states.keySet().removeIf(name -> !triggers.path(name).equals(now.path(name)));
  }

  /** Returns a trigger that is still of this generation, or null. */
  @Nullable TriggerRecord current(
      String workflow, String trigger, long generation, ApplyContext context) {
    return tables
        .trigger(context.store(), workflow, trigger)
        .filter(record -> record.generation() == generation)
        .orElse(null);
  }

  void put(TriggerRecord trigger, ApplyContext context) {
    context
        .store()
        .put(
            StoreKeys.trigger(trigger.workflow(), trigger.name()),
            TriggerTables.TRIGGERS.encode(trigger));
  }
}
