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

  /** Returns the status with this spelling in any letter case. */
  public static Optional<Status> parse(String text) {
    return Arrays.stream(values()).filter(status -> status.text.equalsIgnoreCase(text)).findFirst();
  }
}
