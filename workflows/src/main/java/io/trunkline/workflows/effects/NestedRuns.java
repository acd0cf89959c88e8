package io.trunkline.workflows.effects;

import io.trunkline.net.http.Fields;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.workflows.connector.CallResult;

/** Runs other workflows of this node. */
public interface NestedRuns {
  /**
   * Calls the Request trigger of a workflow and waits for its Response action; blocks.
   *
   * @param workflowId resource id of the workflow
   * @param headers what the trigger's outputs show as headers
   * @param detached whether nobody waits for a Response
   * @throws IllegalStateException when the node is not ready for it
   */
  CallResult call(
      String workflowId,
      String trigger,
      Fields headers,
      byte[] body,
      boolean detached,
      TraceContext trace);
}
