package io.trunkline.workflows.service;

import io.trunkline.resources.ResourceId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The workflows that exist, with their keys; filled from the resource tree. Thread-safe. */
public final class WorkflowDirectory {
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /**
   * A workflow.
   *
   * @param key 32 hexadecimal digits: its name in URLs
   * @param primaryKey signs callback URLs; a secret
   * @param secondaryKey verifies callback URLs signed with it; a secret
   * @param access from where its URLs may be called
   */
  public record Entry(
      String key, ResourceId id, String primaryKey, String secondaryKey, AccessControl access) {
    /** Leaves the secrets out. */
    @Override
    public String toString() {
      return "Entry[key=" + key + ", id=" + id + "]";
    }
  }

  public void put(Entry entry) {
    entries.put(entry.key(), entry);
  }

  public void remove(String key) {
    entries.remove(key);
  }

  /** Finds a workflow by the name it has in URLs. */
  public Optional<Entry> find(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** Finds a workflow by its resource id. */
  public Optional<Entry> find(ResourceId id) {
    return entries.values().stream().filter(entry -> entry.id().equals(id)).findFirst();
  }
}
