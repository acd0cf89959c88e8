package io.trunkline.identity.service;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for what was submitted; for virtual threads. */
final class Replies {
  private Replies() {}

  /** Returns the reply, or throws what the shard answered as it is. */
  static <R> R await(CompletableFuture<R> reply) {
    try {
      return reply.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
