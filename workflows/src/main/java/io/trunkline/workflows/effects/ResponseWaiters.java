package io.trunkline.workflows.effects;

import io.trunkline.workflows.state.ResponseRecord;
import io.trunkline.workflows.state.RunChanged;
import io.trunkline.workflows.state.RunEvent;
import io.trunkline.workflows.state.RunRef;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The callers of Request triggers that wait for a Response action; they do not outlive a crash. */
public final class ResponseWaiters {

  /** What a caller gets. */
  public sealed interface Answer {
    record Given(ResponseRecord response) implements Answer {}

    /** The run ended without a Response action. */
    record None() implements Answer {}

    /** The caller has waited as long as it may. */
    record Overdue() implements Answer {}
  }

  private final Map<RunRef, CompletableFuture<Answer>> waiters = new ConcurrentHashMap<>();

  /** Waits for the answer of a run that is about to be created. */
  public CompletableFuture<Answer> await(RunRef ref) {
    return waiters.computeIfAbsent(ref, key -> new CompletableFuture<>());
  }

  /** Stops waiting: the run was not created, or the caller is gone. */
  public void forget(RunRef ref) {
    waiters.remove(ref);
  }

  void changed(RunChanged change) {
    CompletableFuture<Answer> waiter = waiters.get(change.ref());
    if (waiter == null) {
      return;
    }
    for (RunEvent event : change.events()) {
      switch (event) {
        case RunEvent.ResponseGiven given ->
            answer(
                change.ref(),
                waiter,
                new Answer.Given(
                    new ResponseRecord(
                        given.statusCode(), given.headers(), given.body(), change.now())));
        case RunEvent.ResponseOverdue ignored -> answer(change.ref(), waiter, new Answer.Overdue());
        case RunEvent.RunEnded ignored -> answer(change.ref(), waiter, new Answer.None());
        default -> {}
      }
    }
  }

  /** Other requests continue on threads of their own, not on the shard's. */
  private void answer(RunRef ref, CompletableFuture<Answer> waiter, Answer answer) {
    waiters.remove(ref);
    waiter.complete(answer);
  }
}
