package io.trunkline.server.node;

import io.trunkline.net.http.HttpCaller;
import io.trunkline.resources.SystemEvents;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Holds back what the rooms do by themselves until the whole node is there.
 *
 * <p>A shard goes on with its outbox as soon as it is open. What it does then (call a workflow of
 * this node, send to a queue of this node) would fail against a neighbour that has not come yet; it
 * waits here instead.
 */
final class Readiness {
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /** Lets go what waits, and what comes. */
  void ready() {
    ready.complete(null);
  }

  /** Returns a caller that waits. */
  HttpCaller gate(HttpCaller http) {
    return call -> whenReady(() -> http.send(call));
  }

  /**
   * Returns a way to the event router that waits.
   *
   * @param router asked only once the node is ready
   */
  SystemEvents gate(Supplier<SystemEvents> router) {
    return event -> whenReady(() -> router.get().publish(event));
  }

  /** Does {@code work} now, or once the node is ready. */
  <T> CompletionStage<T> whenReady(Supplier<CompletionStage<T>> work) {
    return ready.isDone() ? work.get() : ready.thenCompose(nothing -> work.get());
  }
}
