package io.trunkline.workflows.effects;

import io.trunkline.kernel.Shard;
import io.trunkline.workflows.state.RunRecord;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowMachine;
import io.trunkline.workflows.state.WorkflowRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Keeps parsed versions; a version never changes. Thread-safe. */
public final class VersionCache {
  private static final int MAX_VERSIONS = 1_000;

  private record Key(String workflow, String version) {}

  private final WorkflowMachine machine;
  private final Map<Key, WorkflowVersion> versions =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, WorkflowVersion> eldest) {
          return size() > MAX_VERSIONS;
        }
      };

  public VersionCache(WorkflowMachine machine) {
    this.machine = machine;
  }

  /** Returns the version that new runs of a workflow get. Blocks; not on the shard's thread. */
  public Optional<WorkflowVersion> current(Shard<WorkflowCommand<?>> shard, String workflow) {
    return shard
        .query(() -> machine.triggers().workflow(shard.store(), workflow))
        .join()
        .map(record -> load(shard, record, record.version()));
  }

  /** Returns a workflow as it stands. Blocks; not on the shard's thread. */
  public Optional<WorkflowRecord> record(Shard<WorkflowCommand<?>> shard, String workflow) {
    return shard.query(() -> machine.triggers().workflow(shard.store(), workflow)).join();
  }

  /** Returns the version that a run is on. Blocks; not on the shard's thread. */
  public WorkflowVersion of(Shard<WorkflowCommand<?>> shard, RunRecord run) {
    return version(shard, run.ref().workflow(), run.version())
        .orElseThrow(() -> new NoSuchElementException("version " + run.version() + " is gone"));
  }

  /** Returns a version. Blocks; not on the shard's thread. */
  public Optional<WorkflowVersion> version(
      Shard<WorkflowCommand<?>> shard, String workflow, String version) {
    synchronized (versions) {
      WorkflowVersion cached = versions.get(new Key(workflow, version));
      if (cached != null) {
        return Optional.of(cached);
      }
    }
    return shard
        .query(() -> machine.triggers().workflow(shard.store(), workflow))
        .join()
        .map(record -> load(shard, record, version));
  }

  private WorkflowVersion load(
      Shard<WorkflowCommand<?>> shard, WorkflowRecord workflow, String version) {
    Key key = new Key(workflow.key(), version);
    synchronized (versions) {
      WorkflowVersion cached = versions.get(key);
      if (cached != null) {
        return cached;
      }
    }
    WorkflowVersion loaded =
        shard
            .query(() -> machine.triggers().version(shard.store(), workflow.key(), version))
            .join()
            .map(record -> WorkflowVersion.of(workflow, record))
            .orElseThrow(() -> new NoSuchElementException("version " + version + " is gone"));
    synchronized (versions) {
      versions.put(key, loaded);
    }
    return loaded;
  }
}
