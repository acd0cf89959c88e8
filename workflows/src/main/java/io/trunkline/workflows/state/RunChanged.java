package io.trunkline.workflows.state;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells the leader what was committed about a run.
 *
 * @param revision the run's revision after it
 * @param now the time of the command
 * @param events what happened; empty where the run was created
 * @param created the run as it was created by this, when nothing else is known of it; or null
 */
public record RunChanged(
    RunRef ref, long revision, long now, List<RunEvent> events, @Nullable Created created) {
  /** The beginning of a run. */
  public record Created(RunRecord run, TriggerValues values) {}

  public RunChanged {
    events = List.copyOf(events);
  }

  /** A change of a run that exists. */
  public RunChanged(RunRef ref, long revision, long now, List<RunEvent> events) {
    this(ref, revision, now, events, null);
  }

  /** Returns the run as this created it; saves whoever decides about it to read it. */
  public Optional<RunView> newView() {
    return Optional.ofNullable(created).map(run -> new RunView(run.run(), run.values()));
  }

  /** Returns whether the run came to its end here. */
  public boolean endsRun() {
    return events.stream().anyMatch(RunEvent.RunEnded.class::isInstance);
  }
}
