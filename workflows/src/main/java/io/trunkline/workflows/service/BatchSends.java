package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Shard;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.effects.BatchInbox;
import io.trunkline.workflows.effects.NotReadyException;
import io.trunkline.workflows.state.BatchKey;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowRejectedException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Brings messages from workflows to the Batch triggers of others. */
public final class BatchSends implements BatchInbox {
  private final NamedWorkflows workflows;
  private volatile @Nullable Shard<WorkflowCommand<?>> shard;

  public BatchSends(NamedWorkflows workflows) {
    this.workflows = workflows;
  }

  /** Opens the way; calls before are made again later. */
  public void through(Shard<WorkflowCommand<?>> open) {
    shard = open;
  }

  @Override
  public void add(
      String workflowId,
      String trigger,
      String batch,
      String partition,
      String messageId,
      String sender,
      JsonNode content) {
    Shard<WorkflowCommand<?>> open = shard;
    if (open == null) {
      throw new NotReadyException("the workflow engine is starting");
    }
    BatchKey key = new BatchKey(find(workflowId).key(), trigger, batch, partition);
    try {
      open.submit(new WorkflowCommand.AddToBatch(key, messageId, sender, content)).join();
    } catch (CompletionException e) {
      throw switch (e.getCause()) {
        case WorkflowRejectedException refusal ->
            new ConnectorException(404, refusal.code(), refusal.getMessage());
        case RejectedException refusal ->
            new ConnectorException(413, "RequestEntityTooLarge", refusal.getMessage());
        case null, default -> e;
      };
    }
  }

  private WorkflowDirectory.Entry find(String workflowId) {
    return workflows
        .find(workflowId)
        .orElseThrow(
            () ->
                new ConnectorException(
                    404,
                    "NestedWorkflowNotFound",
                    "The workflow '%s' could not be found.".formatted(workflowId)));
  }
}
