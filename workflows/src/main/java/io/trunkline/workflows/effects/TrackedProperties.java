package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.workflows.definition.ActionDefinition;
import io.trunkline.workflows.definition.Status;
import io.trunkline.workflows.expression.ExpressionException;
import io.trunkline.workflows.state.ActionRecord;
import io.trunkline.workflows.state.RunEvent;
import io.trunkline.workflows.state.ValueLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluates {@code trackedProperties} once an action has ended (reference/workflows.md §5.7). */
final class TrackedProperties {
  private static final Logger LOG = LoggerFactory.getLogger(TrackedProperties.class);

  /** Characters that the tracked properties of an action may have. */
  private static final int MAX_SIZE = 8_000;

  private TrackedProperties() {}

  /** Returns the properties; null where there are none, or none that can be kept. */
  static @Nullable JsonNode of(
      ActionDefinition action,
      RunEvent.ActionCompleted event,
      @Nullable ActionRecord begun,
      RunContext context,
      long now) {
    if (action.settings().trackedProperties().isEmpty() || event.status() == Status.SKIPPED) {
      return null;
    }
    try {
      JsonNode properties =
          action
              .settings()
              .trackedProperties()
              .get()
              .evaluate(context.about(asEnded(event, begun, now)));
      if (ValueLimits.size(properties) <= MAX_SIZE) {
        return properties;
      }
      LOG.warn(
          "Tracked properties of action '{}' are larger than {} characters and were left out: track"
              + " less.",
          action.name(),
          MAX_SIZE);
    } catch (ExpressionException e) {
      LOG.warn(
          "Tracked properties of action '{}' cannot be evaluated and were left out: see '{}'.",
          action.name(),
          e.path());
    }
    return null;
  }

  private static ActionRecord asEnded(
      RunEvent.ActionCompleted event, @Nullable ActionRecord begun, long now) {
    return new ActionRecord(
        event.key(),
        event.status(),
        event.code(),
        event.error(),
        event.inputs() == null && begun != null ? begun.inputs() : event.inputs(),
        event.outputs(),
        null,
        event.trackingId(),
        begun == null ? now : begun.startedAt(),
        now,
        ActionRecord.Work.NONE,
        1,
        false,
        false,
        begun == null ? List.of() : begun.retries(),
        null);
  }
}
