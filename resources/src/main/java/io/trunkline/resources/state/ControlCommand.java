package io.trunkline.resources.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.Command;
import io.trunkline.resources.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to the control shard. {@code operation} is an id drawn by the submitter. */
public sealed interface ControlCommand<R> extends Command<R> {

  /**
   * Wants a resource to be as {@code body} says, and has it provisioned.
   *
   * @param parent what has to exist for it, or null where the scope is not in the tree
   * @param expectedRevision the revision that {@code body} was prepared from, 0 for none: another
   *     one is refused with {@link Refusal.Reason#STALE}
   * @param actor display name of the caller
   */
  record PutResource(
      String id,
      @Nullable String parent,
      ObjectNode body,
      long expectedRevision,
      String operation,
      String actor)
      implements ControlCommand<Resource> {}

  /** The owning room has provisioned a revision, or could not. */
  record CompleteProvisioning(
      String id, long revision, @Nullable String operation, @Nullable Failure failure)
      implements ControlCommand<Void> {}

  /** Wants a resource and everything below it gone; replies whether there was one. */
  record DeleteResource(String id, String operation) implements ControlCommand<Boolean> {}

  /** The owning rooms have taken a subtree back, or could not. */
  record CompleteRemoval(String id, String operation, @Nullable Failure failure)
      implements ControlCommand<Void> {}

  /**
   * Records that a deployment starts.
   *
   * @param properties what clients see under {@code properties}
   * @param run what the engine needs to run it, again after a crash; null for a nested deployment,
   *     which its parent runs
   * @param historyLimit how many deployments a scope keeps; the oldest ones go
   */
  record StartDeployment(
      String id,
      @Nullable String location,
      ObjectNode properties,
      @Nullable ObjectNode run,
      String operation,
      int historyLimit)
      implements ControlCommand<Deployment> {}

  /** Records one operation of a deployment; one with the same {@code operationId} is replaced. */
  record RecordOperation(String deployment, String operationId, ObjectNode properties)
      implements ControlCommand<Void> {}

  /** Asks a running deployment to stop. */
  record CancelDeployment(String id) implements ControlCommand<Void> {}

  /** Records the end of a deployment. */
  record FinishDeployment(String id, String operation, ObjectNode properties)
      implements ControlCommand<Void> {}

  /** Removes deployments from the history; replies how many there were. */
  record ForgetDeployments(List<String> ids) implements ControlCommand<Integer> {}
}
