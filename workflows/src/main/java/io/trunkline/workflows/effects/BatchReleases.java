package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.kernel.Shard;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.state.BatchKey;
import io.trunkline.workflows.state.BatchMessage;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.Firing;
import io.trunkline.workflows.state.WorkKeys;
import io.trunkline.workflows.state.WorkflowCommand;
import io.trunkline.workflows.state.WorkflowMachine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Makes firings of the messages that a batch has collected (reference/workflows.md §3.10); what is
 * more than one run may hold goes to the next.
 */
public final class BatchReleases {
  private final WorkflowMachine machine;
  private final VersionCache versions;
  private final Firings firings;
  private final Environment environment;

  public BatchReleases(
      WorkflowMachine machine, VersionCache versions, Firings firings, Environment environment) {
    this.machine = machine;
    this.versions = versions;
    this.firings = firings;
    this.environment = environment;
  }

  CompletionStage<WorkflowCommand<?>> deliver(
      WorkKeys.Release work, Shard<WorkflowCommand<?>> shard, Executor threads) {
    return CompletableFuture.supplyAsync(() -> release(work, shard), threads);
  }

  private WorkflowCommand<?> release(WorkKeys.Release work, Shard<WorkflowCommand<?>> shard) {
    BatchKey key = work.key();
    List<BatchMessage> messages =
        shard.query(() -> machine.batches().messages(shard.store(), key, work.until())).join();
    Optional<WorkflowVersion> version = versions.current(shard, key.workflow());
    Optional<TriggerDefinition> trigger =
        version.flatMap(current -> current.definition().trigger(key.trigger()));
    if (messages.isEmpty() || trigger.isEmpty()) {
      return released(work, 0, gone());
    }
    ArrayNode items = Json.array();
    // The runs of a split are one log entry.
    long most =
        trigger.get().splitOn().isPresent()
            ? environment.limits().maxStepBytes() / 2
            : environment.limits().maxValueBytes() / 2;
    long size = 0;
    long upTo = 0;
    for (BatchMessage message : messages) {
      size += message.size() + message.messageId().length();
      if (upTo > 0 && size > most) {
        break;
      }
      items.addObject().put("messageId", message.messageId()).set("content", message.content());
      upTo = message.number();
    }
    ObjectNode outputs = Json.object();
    ObjectNode body = outputs.putObject("body");
    body.put("batchName", key.batch()).put("partitionName", key.partition());
    body.set("items", items);
    Firing firing =
        firings.of(version.get(), trigger.get(), null, outputs, Firings.Occasion.scheduled(0));
    return released(work, upTo, firing);
  }

  private Firing gone() {
    Failure failure = new Failure("WorkflowTriggerNotFound", "The batch is gone.");
    return firings.without(Status.FAILED, failure.code(), failure, 0);
  }

  private static WorkflowCommand<?> released(WorkKeys.Release work, long upTo, Firing firing) {
    return new WorkflowCommand.BatchReleased(work.key(), upTo, work.until(), work.id(), firing);
  }
}
