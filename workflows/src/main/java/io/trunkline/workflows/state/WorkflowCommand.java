package io.trunkline.workflows.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands of the shard {@code workflows}. */
public sealed interface WorkflowCommand<R> extends Command<R> {

  /**
   * Creates or updates a workflow; a revision that was put before changes nothing.
   *
   * @param version the name that a changed definition gets
   * @param kind {@code Stateless} for runs that live in memory; null as {@code Stateful}
   */
  record PutWorkflow(
      String key,
      String id,
      long revision,
      String version,
      boolean enabled,
      JsonNode definition,
      @Nullable JsonNode parameters,
      @Nullable JsonNode identity,
      String location,
      @Nullable JsonNode tags,
      List<WorkflowRecord.TriggerSpec> triggers,
      @Nullable String kind)
      implements WorkflowCommand<Void> {

    /** A workflow whose runs are durable. */
    public PutWorkflow(
        String key,
        String id,
        long revision,
        String version,
        boolean enabled,
        JsonNode definition,
        @Nullable JsonNode parameters,
        @Nullable JsonNode identity,
        String location,
        @Nullable JsonNode tags,
        List<WorkflowRecord.TriggerSpec> triggers) {
      this(
          key,
          id,
          revision,
          version,
          enabled,
          definition,
          parameters,
          identity,
          location,
          tags,
          triggers,
          null);
    }
  }

  /** Removes a workflow with everything that it ever did. */
  record RemoveWorkflow(String key) implements WorkflowCommand<Void> {}

  /** A trigger was called. The reply says whether the runs were admitted. */
  record FireTrigger(String workflow, String trigger, Firing firing)
      implements WorkflowCommand<Void> {}

  /**
   * More runs of a firing that does not fit in one entry; those that exist already are left as they
   * are. It may come before or after the firing itself.
   */
  record FireMore(String workflow, String trigger, Firing firing)
      implements WorkflowCommand<Void> {}

  /** The time of a schedule or poll has come. */
  record TriggerDue(String workflow, String trigger, long generation)
      implements WorkflowCommand<Void> {}

  /**
   * A check has ended.
   *
   * @param firing what came of it, or null when there is nothing worth recording
   * @param nextAt when to check again, or 0 for never
   * @param settlement handed to the leader once committed: what to do with what the check received
   */
  record TriggerChecked(
      String workflow,
      String trigger,
      long generation,
      String outboxId,
      @Nullable Firing firing,
      long nextAt,
      @Nullable JsonNode state,
      @Nullable JsonNode settlement)
      implements WorkflowCommand<Void> {

    /** Returns the same with another firing. */
    public TriggerChecked with(Firing other) {
      return new TriggerChecked(
          workflow, trigger, generation, outboxId, other, nextAt, state, settlement);
    }
  }

  /**
   * Does a part of an ended run again, as a new run on the version of the old one; what is not done
   * again is taken over (reference/workflows.md §5.9).
   *
   * @param from the old run
   * @param again names of the actions whose executions are not taken over
   * @param reopened names of the scopes that are taken over as running, because they hold such
   */
  record Resubmit(
      String workflow,
      String trigger,
      Firing firing,
      RunRef from,
      Set<String> again,
      Set<String> reopened)
      implements WorkflowCommand<Void> {}

  /**
   * Adds a message to a batch.
   *
   * @param sender tells a repeated command from a new message
   */
  record AddToBatch(BatchKey key, String messageId, String sender, JsonNode content)
      implements WorkflowCommand<Void> {}

  /**
   * A batch is released.
   *
   * @param upTo number of the last message that the firing holds
   * @param until number of the last message that was to be released
   */
  record BatchReleased(BatchKey key, long upTo, long until, String outboxId, Firing firing)
      implements WorkflowCommand<Void> {}

  /**
   * What the leader decided about a run.
   *
   * @param revision revision of the run it was decided on; refused when the run has changed since
   */
  record Advance(RunRef ref, long revision, List<RunEvent> events)
      implements WorkflowCommand<Void> {}

  /**
   * Keeps a piece of a value that is too large for a record, see {@link StoredValue}.
   *
   * @param index from 0
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes that pass through, never compared
  record PutPiece(RunRef ref, String value, int index, byte[] bytes)
      implements WorkflowCommand<Void> {}

  /** Forgets the pieces that were kept for a run which then did not come to be. */
  record DropPieces(RunRef ref) implements WorkflowCommand<Void> {}

  /**
   * What came of a call; void when the action no longer waits for it.
   *
   * @param revision revision of the run on which {@code next} was decided; null as older versions
   *     wrote, for nothing decided
   * @param next what happens because of it; void where the run has changed since
   */
  record Report(
      RunRef ref,
      ActionKey key,
      int attempt,
      String outboxId,
      List<RunEvent> events,
      @Nullable Long revision,
      @Nullable List<RunEvent> next)
      implements WorkflowCommand<Void> {

    /** A report without what comes next. */
    public Report(RunRef ref, ActionKey key, int attempt, String outboxId, List<RunEvent> events) {
      this(ref, key, attempt, outboxId, events, null, null);
    }

    /** Returns what happens to a run of this revision. */
    List<RunEvent> eventsAt(long current) {
      if (next == null || revision == null || revision != current) {
        return events;
      }
      List<RunEvent> all = new ArrayList<>(events);
      all.addAll(next);
      return all;
    }
  }

  /**
   * A webhook action was called back; refused when it does not wait any more.
   *
   * @param outputs {@code {headers, queries?, body?}}
   */
  record Callback(RunRef ref, ActionKey key, JsonNode outputs) implements WorkflowCommand<Void> {}

  /** An outbox entry is done, and nothing else changes. */
  record Finish(String outboxId) implements WorkflowCommand<Void> {}

  /** A timer of a run is due. */
  record RunTimerDue(RunRef ref, String timer, RunEvent event) implements WorkflowCommand<Void> {}

  /** Asks for the end of a run. */
  record CancelRun(RunRef ref) implements WorkflowCommand<Void> {}

  /**
   * Forgets old runs, histories and versions.
   *
   * @param endedBefore finished runs that ended earlier go
   * @param runs how many finished runs of each workflow stay
   * @param histories how many history entries of each trigger stay
   * @param atMost how many of each may go in one command
   * @param nextAt when to ask again
   */
  record Prune(long endedBefore, int runs, int histories, int versions, int atMost, long nextAt)
      implements WorkflowCommand<Void> {}
}
