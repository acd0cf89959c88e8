package io.trunkline.broker;

/**
 * What an entity holds now ({@code reference/service-bus.md §11.11}). Times are milliseconds since
 * the epoch; 0 for never.
 *
 * @param active messages in the main queue, locked and deferred ones included
 * @param sizeInBytes of all messages, dead letters and session states
 * @param subscriptions of a topic
 */
public record EntityRuntime(
    long active,
    long deadLetter,
    long scheduled,
    long transfer,
    long transferDeadLetter,
    long sizeInBytes,
    int subscriptions,
    int sqlFilters,
    int correlationFilters,
    long createdAt,
    long updatedAt,
    long accessedAt) {
  /** Returns the number of all messages. */
  public long total() {
    return active + deadLetter + scheduled + transfer + transferDeadLetter;
  }

  /** Returns a text that is another one whenever a count of messages is. */
  public String countsTag() {
    return "%d-%d-%d-%d-%d".formatted(active, deadLetter, scheduled, transfer, transferDeadLetter);
  }
}
