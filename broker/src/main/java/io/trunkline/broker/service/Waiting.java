package io.trunkline.broker.service;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for futures on virtual threads, with unwrapped failures. */
public final class Waiting {
  private Waiting() {}

  /**
   * Returns the future's value.
   *
   * @throws RuntimeException the very exception that it failed with
   */
  public static <T> T on(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
