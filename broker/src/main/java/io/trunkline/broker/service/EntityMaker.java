package io.trunkline.broker.service;

import io.trunkline.broker.EntityPath;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes and removes entities for clients that ask for it over their messaging connection, as JMS
 * does ({@code reference/service-bus.md §17}). What exists already is left as it is.
 */
public interface EntityMaker {
  /**
   * Makes a queue.
   *
   * @param deleteOnIdle how long it may stay unused, empty for ever
   */
  CompletableFuture<Void> queue(EntityPath path, Optional<Duration> deleteOnIdle);

  /** Makes a topic. */
  CompletableFuture<Void> topic(EntityPath path, Optional<Duration> deleteOnIdle);

  /**
   * Makes a subscription, anew where there is one with another selector.
   *
   * @param selector a JMS selector, or null for all messages
   */
  CompletableFuture<Void> subscription(
      EntityPath path, @Nullable String selector, Optional<Duration> deleteOnIdle);

  /** Removes an entity; nothing happens where there is none. */
  CompletableFuture<Void> delete(EntityPath path);
}
