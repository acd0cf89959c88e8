package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.tracing.Trace;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.definition.ActionDefinition;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A type of action that calls something outside. */
interface CallAction {
  /**
   * Evaluates the inputs as they are recorded; a call that is repeated has the same. Secrets are
   * masked.
   *
   * @throws io.trunkline.workflows.expression.ExpressionException to fail the action
   */
  JsonNode inputs(ActionDefinition action, RunContext context);

  /**
   * Takes from the run what the call needs. The call itself is made later, on another thread.
   *
   * @throws io.trunkline.workflows.connector.ConnectorException when the call cannot be made
   */
  Call prepare(CallSite site);

  /** Returns whether an answer of 202 with a {@code Location} is followed to its end (§4.2.1). */
  default boolean followsLocation() {
    return false;
  }

  /** Returns whether something outside of the engine is called. */
  default boolean reachesOutside() {
    return true;
  }

  /**
   * Returns what to remember while the action waits to be called back; empty where the answer is
   * its result.
   *
   * @param answer of a status below 300
   * @throws io.trunkline.workflows.expression.ExpressionException to fail the action
   */
  default Optional<JsonNode> awaitsCallback(CallSite site, CallResult.Answer answer) {
    return Optional.empty();
  }

  /** A call that can be made. */
  @FunctionalInterface
  interface Call {
    /** Makes the call; blocking is welcome. */
    CompletionStage<CallResult> send(Trace span);
  }
}
