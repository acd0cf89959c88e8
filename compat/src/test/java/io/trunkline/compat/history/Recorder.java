package io.trunkline.compat.history;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** Writes down what clients do, while they do it. Thread-safe. */
public final class Recorder {
  /** Something that a client does. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  private final InstantSource clock;
  private final Predicate<Exception> refused;
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();

  /**
   * Makes an empty record.
   *
   * @param refused whether an exception says that the operation had no effect and never will; after
   *     any other nobody knows
   */
  public Recorder(InstantSource clock, Predicate<Exception> refused) {
    this.clock = clock;
    this.refused = refused;
  }

  public Instant now() {
    return clock.instant();
  }

  /** Does something and writes down what came of it. */
  public Outcome attempt(String client, Operation operation, Action action) {
    Instant invoked = now();
    Outcome outcome;
    try {
      action.run();
      outcome = Outcome.OK;
    } catch (Exception e) {
      outcome = refused.test(e) ? Outcome.FAILED : Outcome.UNKNOWN;
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
    add(client, operation, invoked, outcome);
    return outcome;
  }

  /** Writes down what has just returned. */
  public void add(String client, Operation operation, Instant invoked, Outcome outcome) {
    events.add(new Event(client, operation, invoked, outcome, now()));
  }

  /** Returns everything so far, in the order in which it returned. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  public History history(Map<String, QueueTraits> queues, Map<String, Set<String>> subscriptions) {
    return new History(queues, subscriptions, events());
  }
}
