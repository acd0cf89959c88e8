package io.trunkline.blobs.service;

/**
 * What a request is about.
 *
 * @param container name, or empty for the account
 * @param blob name, decoded and with its slashes, or empty for the container
 */
public record BlobAddress(StorageAccount account, String container, String blob) {
  /** Returns the resource id of the container. */
  public String containerId() {
    return account.containerId(container);
  }

  /** Returns the resource id at which rights on it hold: that of the container or the account. */
  String scope() {
    return container.isEmpty() ? account.id() : containerId();
  }
}
