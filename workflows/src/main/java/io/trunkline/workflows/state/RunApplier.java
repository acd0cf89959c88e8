package io.trunkline.workflows.state;

import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.state.ActionRecord.Work;
import java.util.List;

/** Turns events into changed records: the one place where runs change. */
final class RunApplier {
  private RunApplier() {}

  /**
   * Applies what happened to a run that has not ended.
   *
   * @param now the time of the command; nothing in it is later
   */
  static void apply(List<RunEvent> events, RunRecords records, long now) {
    long at = now;
    for (RunEvent event : events) {
      if (event instanceof RunEvent.TimePassed passed) {
        at = Math.min(now, Math.max(passed.at(), records.run().createdAt()));
      } else {
        apply(event, records, at);
      }
    }
  }

  private static void apply(RunEvent event, RunRecords records, long now) {
    switch (event) {
      case RunEvent.TimePassed ignored -> throw new IllegalArgumentException("not a change");
      case RunEvent.RunStarted ignored -> records.put(records.run().started(now));
      case RunEvent.ActionStarted started -> start(started, records, now);
      case RunEvent.ActionCompleted completed -> complete(completed, records, now);
      case RunEvent.AttemptFailed failed -> {
        ActionRecord action = running(records, failed.key());
        records.callOver(failed.key(), action.attempt());
        ActionRecord next = action.retrying(failed.retry());
        records.put(next);
        records.wakeAt(failed.key(), next.attempt(), failed.dueAt());
      }
      case RunEvent.CallPending pending -> {
        ActionRecord action = running(records, pending.key());
        records.callOver(pending.key(), action.attempt());
        ActionRecord next = action.pending(pending.progress());
        records.put(next);
        records.wakeAt(pending.key(), next.attempt(), pending.dueAt());
      }
      case RunEvent.CallbackAwaited awaited -> {
        ActionRecord action = running(records, awaited.key());
        records.callOver(awaited.key(), action.attempt());
        records.put(action.pending(awaited.progress()));
      }
      case RunEvent.CallbackReceived received ->
          records.put(running(records, received.key()).calledBack(received.outputs()));
      case RunEvent.WaitOver over -> {
        ActionRecord action = running(records, over.key());
        records.put(action.waitOver());
        if (action.work() == Work.CALL) {
          records.call(over.key(), over.attempt());
        }
      }
      case RunEvent.TimeLimitReached reached ->
          records.put(running(records, reached.key()).timeLimitReached());
      case RunEvent.LoopStarted started -> {
        int counted = started.items() == null ? -1 : started.items().size();
        int total = started.count() == null ? counted : started.count();
        records.put(new LoopRecord(started.key(), total, 0, List.of(), Status.SUCCEEDED));
        if (started.items() != null) {
          records.putItems(started.key(), started.items());
        }
      }
      case RunEvent.IterationStarted started -> {
        records.put(loop(records, started.key()).started(started.index()));
        records.put(
            new IterationRecord(started.key(), started.index(), Status.RUNNING, null, now, 0));
      }
      case RunEvent.IterationEnded ended -> {
        records.put(loop(records, ended.key()).ended(ended.index(), ended.status()));
        IterationRecord begun = records.iteration(ended.key(), ended.index());
        records.put(
            new IterationRecord(
                ended.key(),
                ended.index(),
                ended.status(),
                ended.code(),
                begun == null ? now : begun.startedAt(),
                now));
      }
      case RunEvent.VariableChanged changed -> records.put(changed.variable());
      case RunEvent.ResponseGiven given -> {
        records.put(new ResponseRecord(given.statusCode(), given.headers(), given.body(), now));
        records.put(records.run().replied(RunRecord.Reply.GIVEN));
      }
      case RunEvent.ResponseOverdue ignored ->
          records.put(records.run().replied(RunRecord.Reply.OVERDUE));
      case RunEvent.EndRequested requested ->
          records.put(records.run().requested(requested.request()));
      case RunEvent.RunEnded ended -> {
        records.put(records.run().ended(ended, now));
        records.runOver();
      }
    }
  }

  private static void start(RunEvent.ActionStarted event, RunRecords records, long now) {
    records.put(ActionRecord.started(event, now));
    if (event.work() == Work.CALL) {
      records.call(event.key(), 1);
    } else if (event.work() == Work.WAIT) {
      records.wakeAt(event.key(), 1, event.dueAt());
    }
    if (event.timeLimitAt() > 0) {
      records.limitAt(event.key(), event.timeLimitAt());
    }
  }

  private static void complete(RunEvent.ActionCompleted event, RunRecords records, long now) {
    ActionRecord action = records.action(event.key());
    if (action == null) {
      records.put(ActionRecord.instant(event, now));
      return;
    }
    records.callOver(event.key(), action.attempt());
    records.wakeOver(event.key(), action.attempt());
    records.limitOver(event.key());
    if (event.status() != Status.SUCCEEDED && action.progress() != null) {
      WorkKeys.Unsubscribe.of(action.progress())
          .ifPresent(request -> records.unsubscribe(event.key(), request, now));
    }
    records.put(action.completed(event, now));
  }

  private static ActionRecord running(RunRecords records, ActionKey key) {
    ActionRecord action = records.action(key);
    if (action == null || action.status().ended()) {
      throw new StaleRunException("action '" + key.path() + "' is not running");
    }
    return action;
  }

  private static LoopRecord loop(RunRecords records, ActionKey key) {
    LoopRecord loop = records.loop(key);
    if (loop == null) {
      throw new StaleRunException("'" + key.path() + "' is no loop under way");
    }
    return loop;
  }
}
