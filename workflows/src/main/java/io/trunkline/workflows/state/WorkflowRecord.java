package io.trunkline.workflows.state;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workflow.
 *
 * @param key 32 hexadecimal digits, new whenever a workflow is created
 * @param id ARM resource id
 * @param revision revision of the resource that the state was made from
 * @param version version that new runs get
 * @param enabled whether triggers fire
 */
public record WorkflowRecord(
    String key,
    String id,
    long revision,
    String version,
    boolean enabled,
    long createdAt,
    long changedAt,
    List<TriggerSpec> triggers) {

  /**
   * How the runs of a trigger are admitted.
   *
   * @param maxRuns how many runs may be under way at once, 0 for any number
   * @param maxWaiting how many runs may wait for one of them to end
   * @param firstCheckAt when a schedule or poll begins, or 0 for triggers that are called
   * @param batches what a Batch trigger collects; null, as older versions wrote, for none
   */
  public record TriggerSpec(
      String name,
      int maxRuns,
      int maxWaiting,
      long firstCheckAt,
      @Nullable List<BatchSpec> batches) {
    /** Finds a batch by its name, without case. */
    public Optional<BatchSpec> batch(String batch) {
      return batches == null
          ? Optional.empty()
          : batches.stream().filter(spec -> spec.name().equalsIgnoreCase(batch)).findFirst();
    }
  }

  /**
   * When a batch is released.
   *
   * @param messages how many messages are enough, or 0 for no such criterion
   * @param bytes how many bytes are enough, or 0 for no such criterion
   */
  public record BatchSpec(String name, int messages, long bytes) {}

  public WorkflowRecord {
    triggers = List.copyOf(triggers);
  }

  /** Returns the workflow as if another version were the one that new runs get. */
  WorkflowRecord on(String other) {
    return new WorkflowRecord(key, id, revision, other, enabled, createdAt, changedAt, triggers);
  }

  /** Finds a trigger by its name, without case. */
  public Optional<TriggerSpec> trigger(String name) {
    return triggers.stream().filter(spec -> spec.name().equalsIgnoreCase(name)).findFirst();
  }
}
