package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;

/** Takes messages for the Batch triggers of this node's workflows. */
public interface BatchInbox {
  /**
   * Adds a message; blocks until it is durable.
   *
   * @param workflowId resource id of the workflow that collects
   * @param sender tells a repeated call from a new message
   * @throws io.trunkline.workflows.connector.ConnectorException when it is refused
   * @throws IllegalStateException when the node is not ready for it
   */
  void add(
      String workflowId,
      String trigger,
      String batch,
      String partition,
      String messageId,
      String sender,
      JsonNode content);
}
