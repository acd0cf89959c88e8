package io.trunkline.workflows.effects;

import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardUnavailableException;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.RunChanged;
import io.trunkline.workflows.state.RunEvent;
import io.trunkline.workflows.state.RunRef;
import io.trunkline.workflows.state.RunView;
import io.trunkline.workflows.state.StaleRunException;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowMachine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the runs of the leader: whenever something about a run is committed, one virtual thread
 * decides what comes next and submits it, until the run waits or ends.
 */
final class RunScheduler {
  private static final Logger LOG = LoggerFactory.getLogger(RunScheduler.class);
  private static final Duration PAUSE_WHEN_UNAVAILABLE = Duration.ofMillis(100);

  private final Shard<WorkflowCommand<?>> shard;
  private final WorkflowMachine machine;
  private final VersionCache versions;
  private final RunDecider decider;
  private final Environment environment;
  private final Executor threads;
  private final Map<RunRef, RunMailbox> mailboxes = new ConcurrentHashMap<>();
  private volatile boolean leading = true;

  RunScheduler(
      Shard<WorkflowCommand<?>> shard,
      WorkflowMachine machine,
      VersionCache versions,
      RunDecider decider,
      Environment environment,
      Executor threads) {
    this.shard = shard;
    this.machine = machine;
    this.versions = versions;
    this.decider = decider;
    this.environment = environment;
    this.threads = threads;
  }

  /** Looks at runs that were under way before this replica led. */
  void resume(Iterable<RunRef> runs) {
    for (RunRef ref : runs) {
      RunMailbox mailbox = mailbox(ref);
      if (mailbox.schedule()) {
        start(mailbox);
      }
    }
  }

  void stop() {
    leading = false;
    mailboxes.clear();
  }

  /** Takes in what was committed about a run. */
  void changed(RunChanged change) {
    RunMailbox mailbox = mailbox(change.ref());
    if (mailbox.changed(change)) {
      start(mailbox);
    }
    if (change.endsRun()) {
      mailboxes.remove(change.ref(), mailbox);
    }
  }

  /** Runs a task on the run's view, at a time when nobody else looks at it. */
  void ask(RunRef ref, Consumer<Optional<RunView>> task) {
    RunMailbox mailbox = mailbox(ref);
    if (mailbox.ask(task)) {
      start(mailbox);
    }
  }

  /** As {@link #ask}, on a view read from the store just before. */
  void askFresh(RunRef ref, Consumer<Optional<RunView>> task) {
    ask(ref, ignored -> task.accept(load(ref)));
  }

  void forget(String workflow) {
    mailboxes.keySet().removeIf(ref -> ref.workflow().equals(workflow));
  }

  private RunMailbox mailbox(RunRef ref) {
    return mailboxes.computeIfAbsent(ref, key -> new RunMailbox(key, () -> load(key)));
  }

  private Optional<RunView> load(RunRef ref) {
    return shard.query(() -> machine.runs().view(shard.store(), ref)).join();
  }

  private void start(RunMailbox mailbox) {
    threads.execute(() -> work(mailbox));
  }

  private void work(RunMailbox mailbox) {
    do {
      try {
        if (!leading) {
          return;
        }
        // A task may rest on what was committed since the one before.
        for (Consumer<Optional<RunView>> task = mailbox.nextTask();
            task != null;
            task = mailbox.nextTask()) {
          run(task, mailbox.current(), mailbox);
        }
        Optional<RunView> view = mailbox.current();
        if (view.isEmpty() || view.get().run().status().ended()) {
          mailboxes.remove(mailbox.ref(), mailbox);
        } else if (!mailbox.hasChanges()) {
          advance(mailbox, view.get());
        }
      } catch (CompletionException
          | ShardUnavailableException
          | NotReadyException
          | RejectedException e) {
        again(mailbox, e);
      }
    } while (!mailbox.leave());
    if (mailboxes.size() > environment.limits().maxIdleViews()) {
      mailboxes.remove(mailbox.ref(), mailbox);
    }
  }

  private static void run(
      Consumer<Optional<RunView>> task, Optional<RunView> view, RunMailbox mailbox) {
    try {
      task.accept(view);
    } catch (RuntimeException e) {
      LOG.error("A task of run {} failed; report this.", mailbox.ref().run(), e);
    }
  }

  private void advance(RunMailbox mailbox, RunView view) {
    List<RunEvent> events;
    try {
      events = decider.decide(versions.of(shard, view.run()), view);
    } catch (CompletionException | ShardUnavailableException | NotReadyException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error(
          "Run {} of workflow {} cannot go on and is ended as failed; report this with its"
              + " definition.",
          mailbox.ref().run(),
          mailbox.ref().workflow(),
          e);
      events = List.of(broken(e));
    }
    if (events.isEmpty()) {
      return;
    }
    try {
      submit(mailbox.ref(), view, events);
    } catch (StaleRunException e) {
      return; // What changed the run is on its way here.
    } catch (RejectedException | IllegalArgumentException e) {
      // Such as a step that is larger than the log takes: it will be no smaller next time.
      LOG.error(
          "A step of run {} cannot be committed; the run is ended as failed.",
          mailbox.ref().run(),
          e);
      submit(mailbox.ref(), view, List.of(broken(e)));
    }
  }

  private void submit(RunRef ref, RunView view, List<RunEvent> events) {
    try {
      shard.submit(new WorkflowCommand.Advance(ref, view.run().revision(), events)).join();
    } catch (CompletionException e) {
      throw switch (e.getCause()) {
        case RejectedException refusal -> refusal;
        case IllegalArgumentException unwritable -> unwritable;
        case null, default -> e;
      };
    }
  }

  private static RunEvent broken(Throwable cause) {
    return new RunEvent.RunEnded(
        Status.FAILED,
        "InternalServerError",
        new Failure("InternalServerError", "The run cannot go on: " + cause.getMessage()),
        null);
  }

  /** The shard is busy or has no leader: what was asked is asked again after a pause. */
  private void again(RunMailbox mailbox, RuntimeException problem) {
    mailbox.forget();
    if (!leading) {
      return;
    }
    LOG.debug("run {} waits for the shard", mailbox.ref().run(), problem);
    try {
      Thread.sleep(PAUSE_WHEN_UNAVAILABLE);
      mailbox.ask(view -> {});
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
