package io.trunkline.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver decides about a locked message ({@code reference/service-bus.md §7}). {@code
 * modified} holds application properties to set.
 */
public sealed interface Settlement {
  /** It is done with; the message is removed. */
  record Complete() implements Settlement {}

  /** Give it out again, counted as a failed delivery; a deferred message stays deferred. */
  record Abandon(Map<String, Object> modified) implements Settlement {}

  /**
   * Give it out again after a while, counted as a failed delivery. An extension; it is volatile: a
   * crash gives the message out at once, uncounted. Not for sessions.
   *
   * @param millis how long it waits
   */
  record AbandonLater(long millis, Map<String, Object> modified) implements Settlement {}

  /**
   * Give it out again after all others, under a new sequence number, counted as a failed delivery.
   * An extension. Not for sessions.
   */
  record SendToBack(Map<String, Object> modified) implements Settlement {}

  /** Give it out again, not counted. */
  record Release() implements Settlement {}

  /** Set it aside; only its sequence number brings it back. */
  record Defer(Map<String, Object> modified) implements Settlement {}

  /** Move it to the dead-letter queue. */
  record DeadLetter(
      @Nullable String reason, @Nullable String description, Map<String, Object> modified)
      implements Settlement {}
}
