package io.trunkline.workflows.state;

import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Forgets what is old. */
final class Retention {
  private final TriggerTables tables;

  Retention(TriggerTables tables) {
    this.tables = tables;
  }

  void prune(WorkflowCommand.Prune command, ApplyContext context) {
    for (WorkflowRecord workflow : tables.workflows(context.store())) {
      pruneRuns(workflow, command, context.store());
      for (WorkflowRecord.TriggerSpec trigger : workflow.triggers()) {
        pruneHistories(workflow, trigger, command, context.store());
      }
      pruneVersions(workflow, command, context.store());
    }
    context.setTimer(WorkKeys.PRUNE, command.nextAt());
  }

  private void pruneRuns(WorkflowRecord workflow, WorkflowCommand.Prune command, Store store) {
    byte[] prefix = StoreKeys.runs(workflow.key());
    int[] excess = {count(store, prefix) - command.runs()};
    Set<RunRef> old = new HashSet<>();
    scanOldestFirst(
        store,
        prefix,
        value -> {
          RunRecord run = RunTables.RUNS.decode(value);
          if (!run.status().ended()) {
            return true;
          }
          if (excess[0] <= 0 && run.endedAt() >= command.endedBefore()) {
            return false;
          }
          excess[0]--;
          old.add(run.ref());
          return old.size() < command.atMost();
        });
    for (RunRef ref : old) {
      store.delete(StoreKeys.run(ref));
      store.deletePrefix(StoreKeys.data(ref));
    }
  }

  private void pruneHistories(
      WorkflowRecord workflow,
      WorkflowRecord.TriggerSpec trigger,
      WorkflowCommand.Prune command,
      Store store) {
    byte[] prefix = StoreKeys.histories(workflow.key(), trigger.name());
    int[] excess = {count(store, prefix) - command.histories()};
    Set<String> old = new HashSet<>();
    scanOldestFirst(
        store,
        prefix,
        value -> {
          HistoryRecord history = TriggerTables.HISTORIES.decode(value);
          if (excess[0] <= 0 && history.endedAt() >= command.endedBefore()) {
            return false;
          }
          excess[0]--;
          old.add(history.name());
          return old.size() < command.atMost();
        });
    for (String name : old) {
      store.delete(StoreKeys.history(workflow.key(), trigger.name(), name));
    }
  }

  /** Old versions go as soon as no kept run is on them. */
  private void pruneVersions(WorkflowRecord workflow, WorkflowCommand.Prune command, Store store) {
    List<VersionRecord> versions = tables.versions(store, workflow.key());
    if (versions.size() <= command.versions()) {
      return;
    }
    Set<String> used = new HashSet<>(Set.of(workflow.version()));
    store.scanPrefix(
        StoreKeys.runs(workflow.key()),
        (key, value) -> {
          used.add(RunTables.RUNS.decode(value).version());
          return true;
        });
    for (VersionRecord version : versions.subList(command.versions(), versions.size())) {
      if (!used.contains(version.version())) {
        store.delete(StoreKeys.version(workflow.key(), version.version()));
      }
    }
  }

  private static int count(Store store, byte[] prefix) {
    int[] count = {0};
    store.scanPrefix(
        prefix,
        (key, value) -> {
          count[0]++;
          return true;
        });
    return count[0];
  }

  private static void scanOldestFirst(Store store, byte[] prefix, Predicate<byte[]> visitor) {
    store.scanBackwards(prefix, Keys.after(prefix), (key, value) -> visitor.test(value));
  }
}
