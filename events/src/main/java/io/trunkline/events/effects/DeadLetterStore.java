package io.trunkline.events.effects;

import java.util.concurrent.CompletionStage;

/** Where dead-letters go; the node wires the blob room to it. */
public interface DeadLetterStore {
  /**
   * Writes a dead-letter. Writing the same name twice is the same as once.
   *
   * @param containerId resource id of the container ({@code …/storageAccounts/{a}/blobServices/
   *     default/containers/{c}})
   * @return completes once the blob is committed; fails where the container is missing
   */
  CompletionStage<Void> write(String containerId, String blobName, byte[] json);
}
