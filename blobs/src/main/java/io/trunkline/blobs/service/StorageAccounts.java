package io.trunkline.blobs.service;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The storage accounts of this node by name. Filled from the resource tree. */
public final class StorageAccounts {
  private final Map<String, StorageAccount> byName = new ConcurrentHashMap<>();

  /** Adds or replaces an account, unless its name belongs to another one. */
  public void put(StorageAccount account) {
    byName.compute(
        account.name(),
        (name, known) ->
            known == null || known.id().equalsIgnoreCase(account.id()) ? account : known);
  }

  public void remove(String id) {
    byName.values().removeIf(account -> account.id().equalsIgnoreCase(id));
  }

  public Optional<StorageAccount> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
