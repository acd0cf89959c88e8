package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.Trace;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.definition.TriggerDefinition;
import io.trunkline.workflows.expression.EvaluationContext;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.state.Failure;
import io.trunkline.workflows.state.Firing;
import io.trunkline.workflows.state.RunRef;
import io.trunkline.workflows.state.ValueLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a trigger received into runs: conditions decide whether, {@code splitOn} how many
 * (reference/workflows.md §3.1, §3.11).
 */
public final class Firings {
  private static final int MAX_TRACKING_ID = 128;

  private final Environment environment;
  private final RunTraces traces;

  public Firings(Environment environment, RunTraces traces) {
    this.environment = environment;
    this.traces = traces;
  }

  /**
   * How a trigger came to fire.
   *
   * @param clientTrackingId of the caller, or null
   * @param parent trace of the caller, or null
   * @param scheduledAt when a schedule wanted it, or 0
   * @param origin history entry that is fired again, or null
   * @param replyDueAt until when the caller waits for a Response action, or 0
   * @param name of the history entry and the first run, where a call that is repeated must have the
   *     same; null for a new one
   */
  public record Occasion(
      @Nullable String clientTrackingId,
      @Nullable TraceContext parent,
      long scheduledAt,
      @Nullable String origin,
      long replyDueAt,
      @Nullable String name) {

    /** Nobody called. */
    public static Occasion scheduled(long scheduledAt) {
      return new Occasion(null, null, scheduledAt, null, 0, null);
    }

    /** Returns the occasion to do again what an earlier firing did. */
    public static Occasion again(@Nullable String origin) {
      return new Occasion(null, null, 0, origin, 0, null);
    }
  }

  /** Returns what the trigger's outputs lead to; never fails, a fault is a failed firing. */
  public Firing of(
      WorkflowVersion version,
      TriggerDefinition trigger,
      @Nullable JsonNode inputs,
      @Nullable JsonNode outputs,
      Occasion occasion) {
    Instant now = environment.clock().instant();
    String name = occasion.name() == null ? RunIds.run(now, environment.ids()) : occasion.name();
    String trackingId = environment.ids().uuid().toString();
    EvaluationContext context = TriggerContext.after(version, environment, trigger.name(), outputs);
    Draft draft = new Draft(version, trigger, name, trackingId, inputs, outputs, occasion);
    try {
      String clientTrackingId = clientTrackingId(trigger, occasion, name, context);
      for (var condition : trigger.conditions()) {
        JsonNode value = condition.evaluate(context);
        if (!value.isBoolean()) {
          throw new ExpressionException("A trigger condition must be a boolean.");
        }
        if (!value.booleanValue()) {
          return draft.without(Status.SKIPPED, "TriggerConditionNotMet", null);
        }
      }
      return trigger.splitOn().isPresent()
          ? split(draft, clientTrackingId, context)
          : single(draft, clientTrackingId);
    } catch (ExpressionException e) {
      return draft.without(
          Status.FAILED,
          ExpressionException.CODE,
          new Failure(ExpressionException.CODE, e.getMessage()));
    }
  }

  /** Returns a check that led to no run. */
  Firing without(Status status, String code, @Nullable Failure failure, long scheduledAt) {
    String name = RunIds.run(environment.clock().instant(), environment.ids());
    return new Firing(
        name,
        status,
        code,
        failure,
        null,
        null,
        List.of(),
        false,
        name,
        environment.ids().uuid().toString(),
        scheduledAt,
        null,
        0,
        0);
  }

  /** Returns a firing that repeats an earlier one: no conditions, no split (§5.9). */
  public Firing again(
      WorkflowVersion version,
      TriggerDefinition trigger,
      @Nullable JsonNode inputs,
      @Nullable JsonNode outputs,
      Occasion occasion) {
    String name = RunIds.run(environment.clock().instant(), environment.ids());
    String trackingId = environment.ids().uuid().toString();
    Draft draft = new Draft(version, trigger, name, trackingId, inputs, outputs, occasion);
    return single(draft, occasion.clientTrackingId() == null ? name : occasion.clientTrackingId());
  }

  private Firing single(Draft draft, String clientTrackingId) {
    if (draft.outputs() != null && tooLarge(draft.outputs())) {
      return draft.without(Status.FAILED, "ActionResultsSizeLimitExceeded", tooLargeFailure());
    }
    TraceContext parent = draft.occasion().parent();
    if (parent == null && draft.outputs() != null) {
      parent = TraceLinks.of(draft.outputs().path("body")).orElse(null);
    }
    Firing.NewRun run = run(draft, draft.name(), clientTrackingId, parent, null);
    RunRef ref = new RunRef(draft.version().record().workflow(), draft.name());
    JsonNode kept = environment.keepBody(ref, draft.outputs());
    return draft.withOutputs(kept).with(List.of(run), false, clientTrackingId, environment);
  }

  private Firing split(Draft draft, String clientTrackingId, EvaluationContext context) {
    JsonNode items = draft.trigger().splitOn().orElseThrow().evaluate(context);
    if (!items.isArray()) {
      throw new ExpressionException("The 'splitOn' of the trigger must be an array.");
    }
    boolean limited = draft.trigger().settings().runtime().concurrentRuns().isPresent();
    int most =
        limited
            ? environment.limits().maxSplitItemsWithConcurrency()
            : environment.of(draft.version()).limits().maxSplitItems();
    if (items.size() > most) {
      throw new ExpressionException(
          "The 'splitOn' of the trigger has %d items; at most %d are allowed."
              .formatted(items.size(), most));
    }
    if (tooLarge(items)) {
      return draft.without(Status.FAILED, "ActionResultsSizeLimitExceeded", tooLargeFailure());
    }
    List<Firing.NewRun> runs = new ArrayList<>();
    for (int index = 0; index < items.size(); index++) {
      JsonNode item = items.get(index);
      Optional<TraceContext> own = TraceLinks.of(item);
      String id = RunIds.sibling(draft.name(), index);
      runs.add(
          run(
              draft,
              id,
              itemTrackingId(draft, item, clientTrackingId),
              own.orElse(draft.occasion().parent()),
              kept(draft.version(), id, item)));
    }
    return draft.with(runs, true, clientTrackingId, environment);
  }

  /** Returns what stands in the entry for an element: a large one is kept beside its run. */
  private JsonNode kept(WorkflowVersion version, String run, JsonNode item) {
    if (version.record().stateless()) {
      return item;
    }
    ObjectNode outputs = Json.object();
    outputs.set("body", item);
    JsonNode kept = environment.keepBody(new RunRef(version.record().workflow(), run), outputs);
    return kept == null ? item : kept.path("body");
  }

  private String itemTrackingId(Draft draft, JsonNode item, String clientTrackingId) {
    if (draft.trigger().splitOnTrackingId().isEmpty()) {
      return clientTrackingId;
    }
    ObjectNode outputs = Json.object();
    outputs.set("body", item);
    EvaluationContext context =
        TriggerContext.after(draft.version(), environment, draft.trigger().name(), outputs);
    return limited(draft.trigger().splitOnTrackingId().get().evaluate(context).asText());
  }

  private Firing.NewRun run(
      Draft draft,
      String id,
      String clientTrackingId,
      @Nullable TraceContext parent,
      @Nullable JsonNode body) {
    Trace span =
        environment
            .tracing()
            .start("workflows", "run", parent)
            .attribute("workflow.name", draft.version().name())
            .attribute("workflow.run", id)
            .attribute("workflow.trigger", draft.trigger().name());
    traces.opened(draft.version().record().workflow(), id, span);
    return new Firing.NewRun(id, clientTrackingId, span.context().traceparent(), body);
  }

  private static String clientTrackingId(
      TriggerDefinition trigger, Occasion occasion, String name, EvaluationContext context) {
    if (trigger.clientTrackingId().isPresent()) {
      return limited(trigger.clientTrackingId().get().evaluate(context).asText());
    }
    return occasion.clientTrackingId() == null ? name : limited(occasion.clientTrackingId());
  }

  private static String limited(String trackingId) {
    if (trackingId.length() > MAX_TRACKING_ID) {
      throw new ExpressionException(
          "ClientTrackingIdLengthLimitExceeded: a client tracking id has at most %d characters."
              .formatted(MAX_TRACKING_ID));
    }
    return trackingId;
  }

  private boolean tooLarge(JsonNode value) {
    return ValueLimits.tooDeep(value)
        || ValueLimits.size(value) > environment.limits().maxValueBytes();
  }

  private Failure tooLargeFailure() {
    return new Failure(
        "ActionResultsSizeLimitExceeded",
        "The trigger's outputs are larger than %d bytes or nested deeper than %d levels."
            .formatted(environment.limits().maxValueBytes(), ValueLimits.MAX_DEPTH));
  }

  /** A firing whose runs are not known yet. */
  private record Draft(
      WorkflowVersion version,
      TriggerDefinition trigger,
      String name,
      String trackingId,
      @Nullable JsonNode inputs,
      @Nullable JsonNode outputs,
      Occasion occasion) {

    Draft withOutputs(@Nullable JsonNode kept) {
      return new Draft(version, trigger, name, trackingId, inputs, kept, occasion);
    }

    Firing without(Status status, String code, @Nullable Failure failure) {
      return new Firing(
          name,
          status,
          code,
          failure,
          inputs,
          null,
          List.of(),
          false,
          name,
          trackingId,
          occasion.scheduledAt(),
          occasion.origin(),
          0,
          0);
    }

    Firing with(
        List<Firing.NewRun> runs, boolean split, String clientTrackingId, Environment environment) {
      JsonNode common = outputs;
      if (split && outputs instanceof ObjectNode object) {
        ObjectNode rest = Json.object();
        object
            .properties()
            .forEach(
                field -> {
                  if (!field.getKey().equals("body")) {
                    rest.set(field.getKey(), field.getValue());
                  }
                });
        common = rest;
      }
      return new Firing(
          name,
          Status.SUCCEEDED,
          "OK",
          null,
          inputs,
          common,
          runs,
          split,
          clientTrackingId,
          trackingId,
          occasion.scheduledAt(),
          occasion.origin(),
          occasion.replyDueAt(),
          environment.now() + environment.of(version).limits().runDuration().toMillis());
    }
  }
}
