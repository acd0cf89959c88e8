package io.trunkline.workflows.state;

import io.trunkline.kernel.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads workflows, their versions, triggers and histories. Only on the shard's thread. */
public final class TriggerTables {
  static final JsonCodec<WorkflowRecord> WORKFLOWS = JsonCodec.of(WorkflowRecord.class);
  static final JsonCodec<VersionRecord> VERSIONS = JsonCodec.of(VersionRecord.class);
  static final JsonCodec<TriggerRecord> TRIGGERS = JsonCodec.of(TriggerRecord.class);
  static final JsonCodec<HistoryRecord> HISTORIES = JsonCodec.of(HistoryRecord.class);

  public Optional<WorkflowRecord> workflow(Store store, String key) {
    return Optional.ofNullable(store.get(StoreKeys.workflow(key))).map(WORKFLOWS::decode);
  }

  public List<WorkflowRecord> workflows(Store store) {
    List<WorkflowRecord> workflows = new ArrayList<>();
    store.scanPrefix(StoreKeys.workflows(), (key, value) -> workflows.add(WORKFLOWS.decode(value)));
    return workflows;
  }

  public Optional<VersionRecord> version(Store store, String workflow, String version) {
    return Optional.ofNullable(store.get(StoreKeys.version(workflow, version)))
        .map(VERSIONS::decode);
  }

  /** Returns the versions of a workflow, the newest first. */
  public List<VersionRecord> versions(Store store, String workflow) {
    List<VersionRecord> versions = new ArrayList<>();
    store.scanPrefix(
        StoreKeys.versions(workflow), (key, value) -> versions.add(VERSIONS.decode(value)));
    return versions;
  }

  public Optional<TriggerRecord> trigger(Store store, String workflow, String trigger) {
    return Optional.ofNullable(store.get(StoreKeys.trigger(workflow, trigger)))
        .map(TRIGGERS::decode);
  }

  public Optional<HistoryRecord> history(
      Store store, String workflow, String trigger, String name) {
    return Optional.ofNullable(store.get(StoreKeys.history(workflow, trigger, name)))
        .map(HISTORIES::decode);
  }

  /** Returns the history of a trigger, the newest entries first. */
  public List<HistoryRecord> histories(
      Store store, String workflow, String trigger, Predicate<HistoryRecord> wanted, int most) {
    List<HistoryRecord> found = new ArrayList<>();
    store.scanPrefix(
        StoreKeys.histories(workflow, trigger),
        (key, value) -> {
          HistoryRecord history = HISTORIES.decode(value);
          if (wanted.test(history)) {
            found.add(history);
          }
          return found.size() < most;
        });
    return found;
  }
}
