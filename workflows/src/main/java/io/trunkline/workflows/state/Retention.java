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
    boolean more = false;
    for (WorkflowRecord workflow : tables.workflows(context.store())) {
      more |= pruneRuns(workflow, command, context.store());
      for (WorkflowRecord.TriggerSpec trigger : workflow.triggers()) {
        more |= pruneHistories(workflow, trigger, command, context.store());
      }
      pruneVersions(workflow, command, context.store());
    }
    context.setTimer(WorkKeys.PRUNE, more ? context.now() : command.nextAt());
  }

  /** Returns whether there may be more to forget than one command does. */
  private boolean pruneRuns(WorkflowRecord workflow, WorkflowCommand.Prune command, Store store) {
    byte[] counter = Counters.endedRuns(workflow.key());
    long ended = Counters.get(store, counter, () -> countEnded(store, workflow.key()));
    long[] excess = {ended - command.runs()};
    Set<RunRecord> old = new HashSet<>();
    scanOldestFirst(
        store,
        StoreKeys.runs(workflow.key()),
        value -> {
          RunRecord run = RunTables.RUNS.decode(value);
          if (!run.status().ended()) {
            return true;
          }
          if (excess[0] <= 0 && run.endedAt() >= command.endedBefore()) {
            return false;
          }
          excess[0]--;
          old.add(run);
          return old.size() < command.atMost();
        });
    for (RunRecord run : old) {
      store.delete(StoreKeys.run(run.ref()));
      store.deletePrefix(StoreKeys.data(run.ref()));
      Counters.add(store, Counters.runsOf(workflow.key(), run.version()), -1);
    }
    Counters.add(store, counter, -old.size());
    return old.size() >= command.atMost();
  }

  private static long countEnded(Store store, String workflow) {
    long[] count = {0};
    store.scanPrefix(
        StoreKeys.runs(workflow),
        (key, value) -> {
          count[0] += RunTables.RUNS.decode(value).status().ended() ? 1 : 0;
          return true;
        });
    return count[0];
  }

  private boolean pruneHistories(
      WorkflowRecord workflow,
      WorkflowRecord.TriggerSpec trigger,
      WorkflowCommand.Prune command,
      Store store) {
    byte[] prefix = StoreKeys.histories(workflow.key(), trigger.name());
    byte[] counter = Counters.histories(workflow.key(), trigger.name());
    long[] excess = {
      Counters.get(store, counter, () -> count(store, prefix)) - command.histories()
    };
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
    Counters.add(store, counter, -old.size());
    return old.size() >= command.atMost();
  }

  /** Old versions go as soon as no kept run is on them. */
  private void pruneVersions(WorkflowRecord workflow, WorkflowCommand.Prune command, Store store) {
    List<VersionRecord> versions = tables.versions(store, workflow.key());
    if (versions.size() <= command.versions()) {
      return;
    }
    for (VersionRecord version : versions.subList(command.versions(), versions.size())) {
      byte[] counter = Counters.runsOf(workflow.key(), version.version());
      boolean current = version.version().equals(workflow.version());
      if (!current
          && Counters.get(store, counter, () -> countRuns(store, workflow.key(), version)) == 0) {
        store.delete(StoreKeys.version(workflow.key(), version.version()));
        store.delete(counter);
      }
    }
  }

  private static long countRuns(Store store, String workflow, VersionRecord version) {
    long[] count = {0};
    store.scanPrefix(
        StoreKeys.runs(workflow),
        (key, value) -> {
          count[0] += RunTables.RUNS.decode(value).version().equals(version.version()) ? 1 : 0;
          return true;
        });
    return count[0];
  }

  private static long count(Store store, byte[] prefix) {
    long[] count = {0};
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
