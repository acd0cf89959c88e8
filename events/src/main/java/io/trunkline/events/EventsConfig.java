package io.trunkline.events;

import java.time.Duration;
import java.util.List;

/**
 * The limits and times of the event router.
 *
 * @param maxEventBytes largest event, in bytes ({@code reference/event-grid.md §1.7})
 * @param maxRequestBytes largest publish request, in bytes
 * @param maxEventsPerRequest how many events one publish request may carry
 * @param retrySchedule the wait before the second, third, … attempt; the last is repeated
 * @param minimumAfterRequestTimeout the least wait after a 408
 * @param minimumAfterUnavailable the least wait after a 503
 * @param minimumAfterOther the least wait after any other failure
 * @param jitter up to this part of the wait is added at random, 0 to 1
 * @param deliveryTimeout how long a destination may take to answer
 * @param validationTimeout how long a webhook may take to answer the handshake
 * @param validationAttempts how often the handshake is tried
 * @param validationRetry the wait between two tries of the handshake
 * @param probationAfter how many attempts in a row a webhook may fail before deliveries to it wait
 * @param longestProbation the longest that they wait before another attempt tells more
 * @param deadLetterDelay the wait between the last attempt and the dead-letter blob
 * @param deadLetterLifetime how long writing a dead-letter is tried, for example into a missing
 *     container, before the event is dropped
 * @param duplicateWindow how long the id of a system event is remembered
 */
public record EventsConfig(
    int maxEventBytes,
    int maxRequestBytes,
    int maxEventsPerRequest,
    List<Duration> retrySchedule,
    Duration minimumAfterRequestTimeout,
    Duration minimumAfterUnavailable,
    Duration minimumAfterOther,
    double jitter,
    Duration deliveryTimeout,
    Duration validationTimeout,
    int validationAttempts,
    Duration validationRetry,
    int probationAfter,
    Duration longestProbation,
    Duration deadLetterDelay,
    Duration deadLetterLifetime,
    Duration duplicateWindow) {

  public EventsConfig {
    retrySchedule = List.copyOf(retrySchedule);
    if (retrySchedule.isEmpty()) {
      throw new IllegalArgumentException("the retry schedule needs at least one wait");
    }
  }

  /** Returns Event Grid's documented values ({@code reference/event-grid.md §1.7, §4.1, §5}). */
  public static EventsConfig defaults() {
    return new EventsConfig(
        1_049_600,
        1_536_000,
        5_000,
        List.of(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12)),
        Duration.ofMinutes(2),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        0.1,
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        3,
        Duration.ofSeconds(5),
        10,
        Duration.ofMinutes(5),
        Duration.ofMinutes(5),
        Duration.ofHours(4),
        Duration.ofDays(1));
  }

  /** Returns these settings with every wait of delivery and dead-lettering cut to {@code wait}. */
  public EventsConfig withWaits(Duration wait) {
    return new EventsConfig(
        maxEventBytes,
        maxRequestBytes,
        maxEventsPerRequest,
        List.of(wait),
        wait,
        wait,
        wait,
        jitter,
        deliveryTimeout,
        validationTimeout,
        validationAttempts,
        wait,
        probationAfter,
        wait,
        wait,
        deadLetterLifetime,
        duplicateWindow);
  }
}
