package io.trunkline.workflows.effects;

import io.trunkline.net.http.Fields;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.workflows.connector.CallResult;

/** Runs other workflows of this node. */
public interface NestedRuns {
  /**
   * A call of a workflow.
   *
   * @param workflowId resource id of the workflow
   * @param trigger a Request trigger; empty for the only one
   * @param headers what the trigger's outputs show as headers
   * @param queries what they show as queries
   * @param detached whether nobody waits for a Response
   * @param run id of the run: the same for a call that is repeated, which finds that run
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes that pass through
  record Request(
      String workflowId,
      String trigger,
      Fields headers,
      Fields queries,
      byte[] body,
      boolean detached,
      String run,
      TraceContext trace) {}

  /**
   * Calls the Request trigger of a workflow and waits a moment for its Response action; blocks.
   *
   * @return the Response; or 202 with a {@code Location} for {@link #result} where there is none
   *     yet
   * @throws IllegalStateException when the node is not ready for it
   */
  CallResult call(Request request);

  /**
   * Waits a moment for the Response of a workflow that was called before; blocks.
   *
   * @param location as {@link #call} gave it
   * @return as {@link #call}
   */
  CallResult result(String location);
}
