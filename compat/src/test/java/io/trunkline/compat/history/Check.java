package io.trunkline.compat.history;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The promises that a history is checked for. */
public enum Check {
  /** An acknowledged message is settled, or it is still in its queue. */
  LOST(Messages::lost),
  /** What was settled for good does not come again, and one sent message is one message. */
  DUPLICATED(Messages::duplicated),
  /** What comes was sent, and was not refused. */
  INVENTED(Messages::invented),
  /** The messages of a session come in the order in which they were sent. */
  REORDERED(Order::reordered),
  /** A message, or a session, is locked by one receiver at a time. */
  DOUBLE_LOCK(Locks::heldByTwo),
  /** A message is settled once for good, and a lock is used once. */
  SETTLED_TWICE(Settlements::settledTwice),
  /** A dead-lettered message is in the dead-letter queue, once. */
  DEAD_LETTER(Settlements::deadLettered),
  /** A scheduled message comes once, not before its time, and not when it was cancelled. */
  SCHEDULE(Schedules::scheduled),
  /** Counts are what is there, and delivery counts know of every abandoned delivery. */
  COUNT(Counts::counted),
  /** The state of a session is the last that was set. */
  SESSION_STATE(Registers::sessionState),
  /** A resource is read as it was last written. */
  STALE_READ(Registers::resources),
  /** An accepted run ends, and repeats a call only with the same idempotency key. */
  RUN(Runs::runs),
  /** A published event reaches every subscription, and nothing else does. */
  EVENT(Runs::events);

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Function<History, Stream<Violation>> finder;

  Check(Function<History, Stream<Violation>> finder) {
    this.finder = finder;
  }

  /** Returns every violation of this promise. */
  public List<Violation> violations(History history) {
    return finder.apply(history).toList();
  }

  /** Returns the violations of all promises. */
  public static List<Violation> all(History history) {
    return Arrays.stream(values()).flatMap(check -> check.finder.apply(history)).toList();
  }
}
