package io.trunkline.camel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Holds what a trigger's consumer gets. The consumer's thread waits until the runs are committed:
 * only then does it acknowledge, delete or answer. What is not taken in time is given back.
 */
final class Inbox implements Processor {
  private static final int WAITING = 64;

  private final BlockingQueue<Held> waiting = new ArrayBlockingQueue<>(WAITING);
  private final Map<String, Held> taken = new ConcurrentHashMap<>();
  private final Duration patience;
  private volatile long polledAt = System.nanoTime();

  /**
   * @param patience how long an exchange waits to be taken and committed
   */
  Inbox(Duration patience) {
    this.patience = patience;
  }

  /** An exchange and what becomes of it. */
  record Held(String id, Exchange exchange, CompletableFuture<Boolean> accepted) {}

  @Override
  public void process(Exchange exchange) throws InterruptedException {
    Held held = new Held(UUID.randomUUID().toString(), exchange, new CompletableFuture<>());
    try {
      boolean there = waiting.offer(held, patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!there || !held.accepted().get(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        exchange.setException(new NotAcceptedException());
      }
    } catch (TimeoutException | ExecutionException e) {
      exchange.setException(new NotAcceptedException());
    } finally {
      waiting.remove(held);
      taken.remove(held.id());
    }
  }

  /** Takes up to {@code max} exchanges, waiting for the first. */
  List<Held> take(int max, Duration wait) throws InterruptedException {
    polledAt = System.nanoTime();
    List<Held> found = new ArrayList<>();
    Held first = waiting.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      found.add(first);
      waiting.drainTo(found, max - 1);
    }
    found.forEach(held -> taken.put(held.id(), held));
    polledAt = System.nanoTime();
    return found;
  }

  /** Ends the waiting of an exchange that was taken. */
  void settle(String id, boolean accepted) {
    Held held = taken.remove(id);
    if (held != null) {
      held.accepted().complete(accepted);
    }
  }

  boolean idleFor(Duration time) {
    return System.nanoTime() - polledAt > time.toNanos();
  }

  /** No run came of it: the source is to give it again. */
  static final class NotAcceptedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotAcceptedException() {
      super("no workflow has taken it", null, false, false);
    }
  }
}
