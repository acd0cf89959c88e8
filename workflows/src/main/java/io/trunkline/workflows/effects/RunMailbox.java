package io.trunkline.workflows.effects;

import io.trunkline.workflows.state.RunChanged;
import io.trunkline.workflows.state.RunRef;
import io.trunkline.workflows.state.RunView;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The work around one run: one thread at a time looks at its view, follows what was committed and
 * does what was asked. Changes and tasks arrive from any thread.
 */
final class RunMailbox {
  private final RunRef ref;
  private final Supplier<Optional<RunView>> loader;
  private final Queue<RunChanged> changes = new ArrayDeque<>();
  private final Queue<Consumer<Optional<RunView>>> tasks = new ArrayDeque<>();
  private boolean scheduled;
  private @Nullable RunView view;

  RunMailbox(RunRef ref, Supplier<Optional<RunView>> loader) {
    this.ref = ref;
    this.loader = loader;
  }

  RunRef ref() {
    return ref;
  }

  /** Adds a change; returns whether a thread has to be found for the mailbox. */
  synchronized boolean changed(RunChanged change) {
    changes.add(change);
    return schedule();
  }

  /** Adds a task on the run's view (empty when the run is gone); returns as {@link #changed}. */
  synchronized boolean ask(Consumer<Optional<RunView>> task) {
    tasks.add(task);
    return schedule();
  }

  /** Asks for a look at the run; returns as {@link #changed}. */
  synchronized boolean schedule() {
    boolean first = !scheduled;
    scheduled = true;
    return first;
  }

  /** Returns whether the thread may leave; what arrives later needs a new one. */
  synchronized boolean leave() {
    if (changes.isEmpty() && tasks.isEmpty()) {
      scheduled = false;
      return true;
    }
    return false;
  }

  synchronized boolean hasChanges() {
    return !changes.isEmpty();
  }

  synchronized @Nullable Consumer<Optional<RunView>> nextTask() {
    return tasks.poll();
  }

  /** Returns the run with everything committed that has been told, or empty when it is gone. */
  Optional<RunView> current() {
    for (RunChanged change = next(); change != null; change = next()) {
      if (view == null) {
        view = change.newView().orElse(null);
      } else if (!view.follow(change)) {
        view = null;
      }
    }
    if (view == null) {
      view = loader.get().orElse(null);
    }
    return Optional.ofNullable(view);
  }

  /** Forgets the view: it is read again when it is needed. */
  void forget() {
    view = null;
  }

  private synchronized @Nullable RunChanged next() {
    return changes.poll();
  }
}
