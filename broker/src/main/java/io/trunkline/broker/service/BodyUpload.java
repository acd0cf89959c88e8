package io.trunkline.broker.service;

import io.trunkline.broker.LargeBody;
import java.util.concurrent.CompletableFuture;

/**
 * A large body on its way into the store, piece by piece, before its message. For one caller at a
 * time.
 */
public interface BodyUpload {
  /**
   * Adds a piece; the array may not be changed afterwards.
   *
   * @return completes once committed; or {@code QUOTA_EXCEEDED}, {@code ENTITY_NOT_FOUND}
   */
  CompletableFuture<Void> add(byte[] piece);

  /** Returns what a message says of the body; nothing may be added afterwards. */
  LargeBody finish();

  /** Removes the pieces: the message does not come. */
  void drop();
}
