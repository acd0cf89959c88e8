package io.trunkline.blobs.service;

import java.util.Map;

/**
 * A storage account as its data plane needs it.
 *
 * @param id resource id, in the case it was written in
 * @param name unique on this node, since it is the account's address
 * @param keys base64 keys by name, called key1 and key2
 * @param sharedKeyAllowed {@code allowSharedKeyAccess}
 */
public record StorageAccount(
    String id, String name, Map<String, String> keys, boolean sharedKeyAllowed) {
  public StorageAccount {
    keys = Map.copyOf(keys);
  }

  /** Returns the resource id of a container of this account. */
  public String containerId(String container) {
    return id + "/blobServices/default/containers/" + container;
  }

  @Override
  public String toString() {
    return "StorageAccount[" + id + "]"; // the keys must not reach a log
  }
}
