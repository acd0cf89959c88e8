package io.trunkline.workflows.definition;

import java.util.Arrays;
import java.util.Optional;

/** The states of actions, triggers and runs (reference/workflows.md §4.1, §5.1). */
public enum Status {
  ABORTED("Aborted"),
  CANCELLED("Cancelled"),
  FAILED("Failed"),
  FAULTED("Faulted"),
  HANDED_OFF("HandedOff"),
  IGNORED("Ignored"),
  NOT_SPECIFIED("NotSpecified"),
  PAUSED("Paused"),
  RUNNING("Running"),
  SKIPPED("Skipped"),
  SUCCEEDED("Succeeded"),
  SUSPENDED("Suspended"),
  TIMED_OUT("TimedOut"),
  WAITING("Waiting");

  private final String text;

  Status(String text) {
    this.text = text;
  }

  /** Returns the spelling on the wire. */
  public String text() {
    return text;
  }

  /** Returns whether nothing follows this state. */
  public boolean ended() {
    return this != RUNNING && this != WAITING && this != PAUSED && this != SUSPENDED;
  }

  /**
   * Returns the state of a whole whose parts are in this state and {@code other}: a failure
   * decides, then a time-out; what was skipped or cancelled changes nothing (§5.2).
   */
  public Status merge(Status other) {
    if (this == FAILED || other == FAILED) {
      return FAILED;
    }
    return this == TIMED_OUT || other == TIMED_OUT ? TIMED_OUT : SUCCEEDED;
  }

  /** Returns the status with this spelling in any letter case. */
  public static Optional<Status> parse(String text) {
    return Arrays.stream(values()).filter(status -> status.text.equalsIgnoreCase(text)).findFirst();
  }
}
