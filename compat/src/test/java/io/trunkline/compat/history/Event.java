package io.trunkline.compat.history;

import java.time.Instant;

/**
 * An operation with the time that it took, as its client saw it.
 *
 * @param client whose operation it was; every receiver is a client of its own, with one session at
 *     most
 * @param invoked when it began
 * @param returned when its client knew the outcome
 */
public record Event(
    String client, Operation operation, Instant invoked, Outcome outcome, Instant returned) {

  public boolean ok() {
    return outcome == Outcome.OK;
  }

  /** Returns whether the operation may have had an effect. */
  public boolean possible() {
    return outcome != Outcome.FAILED;
  }

  /** Returns whether this had its effect, if any, before {@code other} began. */
  public boolean before(Event other) {
    return outcome != Outcome.UNKNOWN && returned.isBefore(other.invoked);
  }

  @Override
  public String toString() {
    return "%s..%s %s %s %s".formatted(invoked, returned, client, operation, outcome);
  }
}
