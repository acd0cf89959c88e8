package io.trunkline.workflows.state;

import io.trunkline.workflows.definition.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which runs are under way and which wait, in memory; built again from the store. */
final class RunQueues {
  private record Key(String workflow, String trigger) {}

  private final Map<Key, Integer> running = new HashMap<>();
  private final Map<Key, Deque<RunRef>> waiting = new HashMap<>();
  private final Set<RunRef> active = new HashSet<>();

  void clear() {
    running.clear();
    waiting.clear();
    active.clear();
  }

  Set<RunRef> active() {
    return active;
  }

  int running(String workflow, String trigger) {
    return running.getOrDefault(new Key(workflow, trigger), 0);
  }

  int waiting(String workflow, String trigger) {
    Deque<RunRef> queue = waiting.get(new Key(workflow, trigger));
    return queue == null ? 0 : queue.size();
  }

  /** Adds a run that has been created. */
  void add(RunRecord run) {
    Key key = new Key(run.ref().workflow(), run.trigger());
    active.add(run.ref());
    if (run.status() == Status.WAITING) {
      waiting.computeIfAbsent(key, ignored -> new ArrayDeque<>()).add(run.ref());
    } else {
      running.merge(key, 1, Integer::sum);
    }
  }

  /** Takes out a run that ended, whatever it did before. */
  void remove(RunRecord run) {
    Key key = new Key(run.ref().workflow(), run.trigger());
    if (!active.remove(run.ref())) {
      return;
    }
    Deque<RunRef> queue = waiting.get(key);
    if (queue == null || !queue.remove(run.ref())) {
      running.computeIfPresent(key, (ignored, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Takes the run out of the queue that has waited longest, as running; or null. */
  @Nullable RunRef next(String workflow, String trigger) {
    Key key = new Key(workflow, trigger);
    Deque<RunRef> queue = waiting.get(key);
    RunRef next = queue == null ? null : queue.poll();
    if (next != null) {
      running.merge(key, 1, Integer::sum);
    }
    return next;
  }

  void removeWorkflow(String workflow) {
    running.keySet().removeIf(key -> key.workflow().equals(workflow));
    waiting.keySet().removeIf(key -> key.workflow().equals(workflow));
    active.removeIf(ref -> ref.workflow().equals(workflow));
  }
}
