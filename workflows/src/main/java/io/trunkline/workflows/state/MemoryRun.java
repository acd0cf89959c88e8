package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run that lives in memory only, with the work that it asks for: the run of a stateless workflow.
 * Not thread-safe.
 */
public final class MemoryRun extends RunView {
  private final List<WorkKeys.Call> calls = new ArrayList<>();
  private final Map<String, Due> due = new HashMap<>();

  /** Something that happens at a time. */
  private record Due(long at, RunEvent event) {}

  private MemoryRun(RunRecord run, TriggerValues values) {
    super(run, values);
  }

  /** Returns a run that a firing starts. */
  public static MemoryRun of(
      String workflow,
      String version,
      String trigger,
      Firing firing,
      Firing.NewRun run,
      @Nullable JsonNode outputs,
      long now) {
    RunRecord record =
        new RunRecord(
            new RunRef(workflow, run.id()),
            version,
            trigger,
            Status.RUNNING,
            null,
            null,
            now,
            now,
            0,
            run.clientTrackingId(),
            firing.trackingId(),
            firing.name(),
            run.traceparent(),
            1,
            firing.replyDueAt() > 0 ? RunRecord.Reply.AWAITED : RunRecord.Reply.NONE,
            RunRecord.Request.NONE,
            null);
    MemoryRun memory = new MemoryRun(record, new TriggerValues(firing.inputs(), outputs));
    memory.due.put("run", new Due(firing.runDueAt(), timeOut()));
    return memory;
  }

  private static RunEvent timeOut() {
    return new RunEvent.EndRequested(RunRecord.Request.TIME_OUT);
  }

  /** Returns the calls that are to be made, each once. */
  public List<WorkKeys.Call> takeCalls() {
    List<WorkKeys.Call> taken = List.copyOf(calls);
    calls.clear();
    return taken;
  }

  /** Returns when something is due next. */
  public long nextDueAt() {
    return due.values().stream().mapToLong(Due::at).min().orElse(Long.MAX_VALUE);
  }

  /** Returns what is due, once. */
  public Optional<RunEvent> takeDue(long now) {
    Optional<Map.Entry<String, Due>> first =
        due.entrySet().stream().filter(entry -> entry.getValue().at() <= now).findFirst();
    first.ifPresent(entry -> due.remove(entry.getKey()));
    return first
        .map(entry -> entry.getValue().event())
        .filter(
            event ->
                switch (event) {
                  case RunEvent.WaitOver over -> waits(over.key(), over.attempt());
                  case RunEvent.TimeLimitReached reached -> waits(reached.key(), 0);
                  default -> true;
                });
  }

  private boolean waits(ActionKey key, int attempt) {
    ActionRecord action = action(key);
    return action != null
        && !action.status().ended()
        && (attempt == 0 || action.attempt() == attempt);
  }

  @Override
  public void call(ActionKey key, int attempt) {
    calls.add(new WorkKeys.Call(run().ref(), key, attempt));
  }

  @Override
  public void wakeAt(ActionKey key, int attempt, long dueAt) {
    due.put(
        "wake/" + key.path() + "/" + attempt, new Due(dueAt, new RunEvent.WaitOver(key, attempt)));
  }

  @Override
  public void wakeOver(ActionKey key, int attempt) {
    due.remove("wake/" + key.path() + "/" + attempt);
  }

  @Override
  public void limitAt(ActionKey key, long dueAt) {
    due.put("limit/" + key.path(), new Due(dueAt, new RunEvent.TimeLimitReached(key)));
  }

  @Override
  public void limitOver(ActionKey key) {
    due.remove("limit/" + key.path());
  }
}
