package io.trunkline.compat.history;

import java.util.Arrays;
import java.util.List;

/**
 * Something that no correct service would have shown.
 *
 * @param check which promise it breaks
 * @param message what happened, for a person who does not know the history
 * @param evidence the events that prove it
 */
public record Violation(Check check, String message, List<Event> evidence) {

  static Violation of(Check check, String message, Event... evidence) {
    return new Violation(check, message, Arrays.asList(evidence));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(check + ": " + message);
    evidence.forEach(event -> text.append("\n    ").append(event));
    return text.toString();
  }
}
