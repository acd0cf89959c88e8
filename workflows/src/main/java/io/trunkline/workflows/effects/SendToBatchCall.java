package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.connector.ConnectorException;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.expression.value.ObjectProperties;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The {@code SendToBatch} action (reference/workflows.md §4.5): adds a message to a batch. */
final class SendToBatchCall implements CallAction {
  private static final String DEFAULT_PARTITION = "DEFAULT";
  private static final int MAX_NAME = 128;

  private final BatchInbox inbox;

  SendToBatchCall(BatchInbox inbox) {
    this.inbox = inbox;
  }

  @Override
  public JsonNode inputs(ActionDefinition action, RunContext context) {
    return action.inputs().evaluate(context);
  }

  @Override
  public Call prepare(CallSite site) {
    JsonNode inputs = site.inputs();
    JsonNode host = ObjectProperties.find(inputs, "host").orElse(Json.object());
    String workflowId =
        ObjectProperties.find(host, "workflow")
            .flatMap(workflow -> text(workflow, "id"))
            .orElse("");
    String trigger = text(host, "triggerName").orElse("");
    String batch = text(inputs, "batchName").orElse("");
    String partition = text(inputs, "partitionName").orElse(DEFAULT_PARTITION);
    String messageId = text(inputs, "messageId").orElse(site.record().trackingId());
    JsonNode content = ObjectProperties.find(inputs, "content").orElse(NullNode.getInstance());
    return span -> {
      require(partition, "InvalidBatchPartitionName", "partition name");
      require(messageId, "InvalidBatchMessageId", "message id");
      inbox.add(workflowId, trigger, batch, partition, messageId, site.idempotencyKey(), content);
      ObjectNode body =
          Json.object()
              .put("batchName", batch)
              .put("messageId", messageId)
              .put("partitionName", partition);
      return CompletableFuture.completedFuture(new CallResult.Answer(202, null, body));
    };
  }

  private static void require(String name, String code, String what) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new ConnectorException(
          400, code, "A %s of a batch has from 1 to %d characters.".formatted(what, MAX_NAME));
    }
  }

  private static Optional<String> text(JsonNode object, String name) {
    return ObjectProperties.find(object, name)
        .filter(value -> !value.isNull())
        .map(JsonNode::asText);
  }
}
