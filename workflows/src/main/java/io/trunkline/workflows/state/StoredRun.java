package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.OutboxEntry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run in the store, for the length of one command. */
final class StoredRun implements RunRecords {
  private final RunTables tables;
  private final ApplyContext context;
  private RunRecord run;

  StoredRun(RunTables tables, ApplyContext context, RunRecord run) {
    this.tables = tables;
    this.context = context;
    this.run = run;
  }

  @Override
  public RunRecord run() {
    return run;
  }

  @Override
  public void put(RunRecord next) {
    run = next;
    tables.put(context.store(), next);
  }

  @Override
  public @Nullable ActionRecord action(ActionKey key) {
    return tables.action(context.store(), run.ref(), key);
  }

  @Override
  public void put(ActionRecord action) {
    context
        .store()
        .put(StoreKeys.action(run.ref(), action.key()), RunTables.ACTIONS.encode(action));
  }

  @Override
  public @Nullable LoopRecord loop(ActionKey key) {
    byte[] bytes = context.store().get(StoreKeys.loop(run.ref(), key));
    return bytes == null ? null : RunTables.LOOPS.decode(bytes);
  }

  @Override
  public void put(LoopRecord loop) {
    context.store().put(StoreKeys.loop(run.ref(), loop.key()), RunTables.LOOPS.encode(loop));
  }

  @Override
  public @Nullable IterationRecord iteration(ActionKey loop, int index) {
    byte[] bytes = context.store().get(StoreKeys.iteration(run.ref(), loop, index));
    return bytes == null ? null : RunTables.ITERATIONS.decode(bytes);
  }

  @Override
  public void put(IterationRecord iteration) {
    context
        .store()
        .put(
            StoreKeys.iteration(run.ref(), iteration.loop(), iteration.index()),
            RunTables.ITERATIONS.encode(iteration));
  }

  @Override
  public void putItems(ActionKey loop, JsonNode items) {
    context
        .store()
        .put(
            StoreKeys.items(run.ref(), loop),
            RunTables.ITEMS.encode(new RunTables.Items(loop, items)));
  }

  @Override
  public void put(VariableRecord variable) {
    context
        .store()
        .put(
            StoreKeys.variable(run.ref(), variable.name().toLowerCase(Locale.ROOT)),
            RunTables.VARIABLES.encode(variable));
  }

  @Override
  public void put(ResponseRecord response) {
    context.store().put(StoreKeys.response(run.ref()), RunTables.RESPONSES.encode(response));
  }

  @Override
  public void call(ActionKey key, int attempt) {
    WorkKeys.Call call = new WorkKeys.Call(run.ref(), key, attempt);
    context.enqueue(new OutboxEntry(call.id(), WorkKeys.CALL, WorkKeys.encode(call)));
  }

  @Override
  public void callOver(ActionKey key, int attempt) {
    context.finish(new WorkKeys.Call(run.ref(), key, attempt).id());
  }

  @Override
  public void wakeAt(ActionKey key, int attempt, long dueAt) {
    context.setTimer(WorkKeys.wake(run.ref(), key, attempt), dueAt);
  }

  @Override
  public void wakeOver(ActionKey key, int attempt) {
    context.cancelTimer(WorkKeys.wake(run.ref(), key, attempt));
  }

  @Override
  public void limitAt(ActionKey key, long dueAt) {
    context.setTimer(WorkKeys.limit(run.ref(), key), dueAt);
  }

  @Override
  public void limitOver(ActionKey key) {
    context.cancelTimer(WorkKeys.limit(run.ref(), key));
  }

  @Override
  public void unsubscribe(ActionKey key, JsonNode request, long now) {
    String id = "unsubscribe/" + run.ref().run() + "/" + key.path();
    context.enqueue(WorkKeys.Unsubscribe.entry(id, request, now));
  }

  @Override
  public void runOver() {
    context.cancelTimer(WorkKeys.runDuration(run.ref()));
    context.cancelTimer(WorkKeys.reply(run.ref()));
  }
}
