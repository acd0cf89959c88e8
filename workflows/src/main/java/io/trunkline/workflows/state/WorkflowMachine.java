package io.trunkline.workflows.state;

import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.Codec;
import io.trunkline.kernel.StateMachine;
import io.trunkline.kernel.Store;
import java.util.Set;

/** The state machine of the shard {@code workflows}. */
public final class WorkflowMachine implements StateMachine<WorkflowCommand<?>> {
  /** Making one takes far longer than using it. */
  @SuppressWarnings("unchecked") // the class of a wildcard type
  private static final Codec<WorkflowCommand<?>> CODEC =
      (Codec<WorkflowCommand<?>>) (Codec<?>) JsonCodec.of(WorkflowCommand.class);

  private final RunTables runs = new RunTables();
  private final TriggerTables triggers = new TriggerTables();
  private final RunQueues queues = new RunQueues();
  private final RunCommands runCommands = new RunCommands(runs, queues);
  private final BatchCommands batches = new BatchCommands();
  private final TriggerCommands triggerCommands =
      new TriggerCommands(triggers, queues, runCommands, batches);
  private final Retention retention = new Retention(triggers);

  /** Returns readers for queries on the shard's thread. */
  public RunTables runs() {
    return runs;
  }

  /** Returns readers for queries on the shard's thread. */
  public TriggerTables triggers() {
    return triggers;
  }

  /** Returns readers for queries on the shard's thread. */
  public BatchCommands batches() {
    return batches;
  }

  /** Returns the runs that have not ended; only on the shard's thread. */
  public Set<RunRef> activeRuns() {
    return Set.copyOf(queues.active());
  }

  @Override
  public Codec<WorkflowCommand<?>> codec() {
    return CODEC;
  }

  @Override
  public void restore(Store store) {
    queues.clear();
    runCommands.activeRuns(store).forEach(queues::add);
  }

  @Override
  public Object apply(WorkflowCommand<?> command, ApplyContext context) {
    switch (command) {
      case WorkflowCommand.PutWorkflow put -> triggerCommands.put(put, context);
      case WorkflowCommand.RemoveWorkflow remove -> triggerCommands.remove(remove.key(), context);
      case WorkflowCommand.FireTrigger fire -> triggerCommands.fire(fire, context);
      case WorkflowCommand.FireMore more -> triggerCommands.fireMore(more, context);
      case WorkflowCommand.Resubmit again -> triggerCommands.resubmit(again, context);
      case WorkflowCommand.TriggerDue due -> triggerCommands.due(due, context);
      case WorkflowCommand.TriggerChecked checked -> triggerCommands.checked(checked, context);
      case WorkflowCommand.AddToBatch add -> triggerCommands.addToBatch(add, context);
      case WorkflowCommand.BatchReleased released ->
          triggerCommands.batchReleased(released, context);
      case WorkflowCommand.Advance advance -> runCommands.advance(advance, context);
      case WorkflowCommand.PutPiece piece ->
          context
              .store()
              .put(StoreKeys.piece(piece.ref(), piece.value(), piece.index()), piece.bytes());
      case WorkflowCommand.DropPieces drop -> runCommands.dropPieces(drop.ref(), context);
      case WorkflowCommand.Report report -> runCommands.report(report, context);
      case WorkflowCommand.Callback callback -> runCommands.callback(callback, context);
      case WorkflowCommand.Finish finish -> context.finish(finish.outboxId());
      case WorkflowCommand.RunTimerDue due -> runCommands.timerDue(due, context);
      case WorkflowCommand.CancelRun cancel -> runCommands.cancel(cancel.ref(), context);
      case WorkflowCommand.Prune prune -> retention.prune(prune, context);
    }
    return null;
  }
}
