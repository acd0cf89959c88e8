package io.trunkline.workflows.state;

import java.util.List;

/**
 * Tells the leader what was committed about a run.
 *
 * @param revision the run's revision after it
 * @param now the time of the command
 * @param events what happened; empty where the run was created or left the waiting queue
 */
public record RunChanged(RunRef ref, long revision, long now, List<RunEvent> events) {
  public RunChanged {
    events = List.copyOf(events);
  }

  /** Returns whether the run came to its end here. */
  public boolean endsRun() {
    return events.stream().anyMatch(RunEvent.RunEnded.class::isInstance);
  }
}
