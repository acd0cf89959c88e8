package io.trunkline.resources.service;

import io.trunkline.resources.state.Failure;
import io.trunkline.resources.state.Notice;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Those who wait for the end of operations that they submitted to this node. */
public final class Operations {
  private final Map<String, CompletableFuture<Optional<Failure>>> waiting =
      new ConcurrentHashMap<>();

  /**
   * Expects the end of an operation; to be called before it is submitted, and {@link #forget} once
   * nobody waits any more.
   *
   * @return completes with why it failed, or empty
   */
  public CompletableFuture<Optional<Failure>> expect(String operation) {
    CompletableFuture<Optional<Failure>> end = new CompletableFuture<>();
    waiting.put(operation, end);
    return end;
  }

  public void forget(String operation) {
    waiting.remove(operation);
  }

  /** Returns whether somebody here waits for an operation. */
  public boolean expected(String operation) {
    return waiting.containsKey(operation);
  }

  /** Tells who waits for it that an operation has ended. */
  public void ended(Notice.Ended ended) {
    CompletableFuture<Optional<Failure>> end = waiting.get(ended.operation());
    if (end != null) {
      end.complete(Optional.ofNullable(ended.failure()));
    }
  }
}
