package io.trunkline.workflows.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.workflows.state.ResponseRecord;
import java.util.Map;
import java.util.Optional;

/** What a call of a trigger is answered (reference/workflows.md §3.3). */
public sealed interface TriggerReply {

  /** A run was accepted and nobody waits for its Response: 202. */
  record Accepted(Map<String, String> headers, Optional<String> location) implements TriggerReply {}

  /** A Response action answered. */
  record Responded(Map<String, String> headers, ResponseRecord response) implements TriggerReply {}

  /** The trigger itself answers, without a run. */
  record Handshake(Map<String, String> headers, Optional<ObjectNode> body)
      implements TriggerReply {}

  /** The run exists and gave no answer. */
  record Unanswered(Map<String, String> headers, WorkflowException problem)
      implements TriggerReply {}
}
