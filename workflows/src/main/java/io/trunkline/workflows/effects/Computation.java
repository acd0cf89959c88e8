package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.connector.CallResult;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.script.ScriptException;
import io.trunkline.workflows.transform.TransformException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A type of action that computes for a while: it runs like a call, on a thread of its own and again
 * after a crash, but reaches nothing outside.
 */
abstract class Computation implements CallAction {
  /** Work that has taken from the run what it needs. */
  @FunctionalInterface
  interface Work {
    /**
     * Computes the outputs, null for none.
     *
     * @throws TransformException to fail the action
     * @throws ScriptException to fail the action
     */
    @Nullable JsonNode run();
  }

  /** Takes from the run what the work needs. */
  abstract Work work(CallSite site);

  @Override
  public JsonNode inputs(ActionDefinition action, RunContext context) {
    return action.inputs().evaluate(context);
  }

  @Override
  public boolean reachesOutside() {
    return false;
  }

  @Override
  public final Call prepare(CallSite site) {
    Work work = work(site);
    return span -> CompletableFuture.completedFuture(result(work));
  }

  private static CallResult result(Work work) {
    try {
      return new CallResult.Decided(Status.SUCCEEDED, "OK", null, work.run());
    } catch (TransformException e) {
      return new CallResult.NoAnswer(e.code(), e.getMessage(), false);
    } catch (ScriptException e) {
      return new CallResult.NoAnswer(e.code(), e.getMessage(), false);
    }
  }

  static ObjectNode body(JsonNode value) {
    ObjectNode outputs = Json.object();
    outputs.set("body", value);
    return outputs;
  }
}
