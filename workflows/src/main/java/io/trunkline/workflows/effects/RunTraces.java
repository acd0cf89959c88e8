package io.trunkline.workflows.effects;

import io.trunkline.net.tracing.Trace;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.state.RunChanged;
import io.trunkline.workflows.state.RunEvent;
import io.trunkline.workflows.state.RunRef;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The spans of runs under way, closed when the run ends. Their contexts are durable with the runs;
 * a span itself does not survive a crash, and long runs beyond a number are closed early.
 */
public final class RunTraces {
  private static final int MAX_OPEN = 10_000;

  private final Map<RunRef, Trace> open = new LinkedHashMap<>();

  synchronized void opened(String workflow, String run, Trace span) {
    open.put(new RunRef(workflow, run), span);
    if (open.size() > MAX_OPEN) {
      RunRef oldest = open.keySet().iterator().next();
      open.remove(oldest).close();
    }
  }

  /** Closes the span of a run that was not admitted. */
  public synchronized void refused(RunRef ref, String code) {
    Trace span = open.remove(ref);
    if (span != null) {
      span.failed(code).close();
    }
  }

  synchronized void changed(RunChanged change) {
    for (RunEvent event : change.events()) {
      if (event instanceof RunEvent.RunEnded ended) {
        Trace span = open.remove(change.ref());
        if (span != null) {
          span.attribute("workflow.status", ended.status().text());
          if (ended.status() != Status.SUCCEEDED) {
            span.failed(ended.status().text());
          }
          span.close();
        }
      }
    }
  }
}
