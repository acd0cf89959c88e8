package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.RunRecord;
import io.trunkline.workflows.state.TriggerValues;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Records as expressions see them (reference/workflows.md §2.9, §5.6). */
public final class RunJson {
  private RunJson() {}

  /** Returns {@code {name,inputs?,outputs?,startTime,endTime,trackingId,…,code,status,error?}}. */
  public static ObjectNode action(ActionRecord action, String clientTrackingId) {
    ObjectNode json = Json.object();
    json.put("name", action.key().name());
    set(json, "inputs", action.inputs());
    set(json, "outputs", action.outputs());
    json.put("startTime", Timestamps.of(action.startedAt()));
    if (action.status().ended()) {
      json.put("endTime", Timestamps.of(action.endedAt()));
    }
    json.put("trackingId", action.trackingId());
    json.put("clientTrackingId", clientTrackingId);
    if (action.code() != null) {
      json.put("code", action.code());
    }
    json.put("status", action.status().text());
    set(json, "error", error(action.error()));
    set(json, "trackedProperties", action.trackedProperties());
    if (!action.retries().isEmpty()) {
      json.set("retryHistory", retries(action));
    }
    return json;
  }

  /** Returns {@code trigger()}. */
  public static ObjectNode trigger(RunRecord run, TriggerValues values) {
    ObjectNode json = Json.object();
    json.put("name", run.trigger());
    set(json, "inputs", values.inputs());
    set(json, "outputs", values.outputs());
    json.put("startTime", Timestamps.of(run.createdAt()));
    json.put("endTime", Timestamps.of(run.createdAt()));
    json.put("trackingId", run.trackingId());
    json.put("clientTrackingId", run.clientTrackingId());
    json.put("originHistoryName", run.origin());
    json.put("status", "Succeeded");
    return json;
  }

  private static ArrayNode retries(ActionRecord action) {
    return retries(action, UnaryOperator.identity());
  }

  /**
   * Returns the attempts that failed.
   *
   * @param shown says what may be shown of an error
   */
  public static ArrayNode retries(ActionRecord action, UnaryOperator<@Nullable Failure> shown) {
    ArrayNode retries = Json.array();
    for (ActionRecord.Retry retry : action.retries()) {
      ObjectNode json = retries.addObject();
      json.put("startTime", Timestamps.of(retry.startedAt()));
      json.put("endTime", Timestamps.of(retry.endedAt()));
      json.put("code", retry.code());
      json.put("clientRequestId", action.trackingId());
      set(json, "error", error(shown.apply(retry.error())));
    }
    return retries;
  }

  /** Returns {@code {code,message}}, or null. */
  public static @Nullable ObjectNode error(@Nullable Failure error) {
    return error == null
        ? null
        : Json.object().put("code", error.code()).put("message", error.message());
  }

  private static void set(ObjectNode json, String name, @Nullable JsonNode value) {
    if (value != null) {
      json.set(name, value);
    }
  }
}
