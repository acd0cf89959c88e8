package io.trunkline.events.effects;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Keeps deliveries away from webhooks that keep failing ({@code reference/event-grid.md §5.3}), so
 * that one of them does not hold up what is meant for others. Once its time is over one attempt
 * tells whether it is well again. Volatile: a new leader begins with trust in everybody.
 */
final class Probation {
  private static final Duration TRIAL = Duration.ofSeconds(10);

  /** How a webhook has done since it last succeeded. */
  private static final class History {
    private int failures;
    private long until;
  }

  private final int allowedFailures;
  private final Duration longest;
  private final Map<String, History> failing = new HashMap<>();

  /**
   * @param allowedFailures how many attempts in a row may fail
   * @param longest cuts the documented times
   */
  Probation(int allowedFailures, Duration longest) {
    this.allowedFailures = allowedFailures;
    this.longest = longest;
  }

  /** Returns until when no attempt is to be made, or empty for one to be made now. */
  synchronized OptionalLong heldUntil(String address, long now) {
    History history = failing.get(address);
    if (history == null || history.failures < allowedFailures) {
      return OptionalLong.empty();
    }
    if (now < history.until) {
      return OptionalLong.of(history.until);
    }
    history.until = now + shorter(TRIAL).toMillis();
    return OptionalLong.empty();
  }

  /** Takes note of how an attempt ended. */
  synchronized void attempted(String address, Outcome outcome, long now) {
    if (outcome.delivered()) {
      failing.remove(address);
    } else if (!outcome.isAboutTheEvent()) {
      History history = failing.computeIfAbsent(address, key -> new History());
      history.failures++;
      history.until = Math.max(history.until, now + duration(outcome).toMillis());
    }
  }

  private Duration duration(Outcome outcome) {
    return shorter(
        switch (outcome.name()) {
          case "NotFound", "ResolutionError", "Unauthorized", "Forbidden" -> Duration.ofMinutes(5);
          case "SocketError" -> Duration.ofSeconds(30);
          default -> Duration.ofSeconds(10);
        });
  }

  private Duration shorter(Duration wait) {
    return wait.compareTo(longest) < 0 ? wait : longest;
  }
}
