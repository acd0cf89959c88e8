package io.trunkline.blobs.service;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The storage accounts of this node by name. Filled by provisioning, again at every start. */
public final class StorageAccounts {
  private final Map<String, StorageAccount> byName = new ConcurrentHashMap<>();

  /** Adds or replaces an account; returns false where its name belongs to another account. */
  @SuppressWarnings("ReferenceEquality") // asks which of the two was kept
  public boolean put(StorageAccount account) {
    StorageAccount kept =
        byName.compute(
            account.name(),
            (name, known) ->
                known == null || known.id().equalsIgnoreCase(account.id()) ? account : known);
    return kept == account;
  }

  public void remove(String name) {
    byName.remove(name);
  }

  public Optional<StorageAccount> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
