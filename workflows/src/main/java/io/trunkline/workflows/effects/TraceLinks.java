package io.trunkline.workflows.effects;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.workflows.definition.ActionBody;
import io.trunkline.workflows.expression.value.ObjectProperties;
import io.trunkline.workflows.state.RunView;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the trace that something belongs to: a message or event carries the trace of its sender,
 * and what is done for it continues that trace, not the one of the batch it came in.
 */
public final class TraceLinks {
  private static final List<String> CARRIERS = List.of("Properties", "userProperties", "data");
  private static final List<String> FIELDS = List.of("traceparent", "Diagnostic-Id");

  private TraceLinks() {}

  /**
   * Returns the parent of what happens at a place: the item of the innermost loop, else the run.
   */
  static @Nullable TraceContext parent(RunView view, RunContext context) {
    List<Place.Frame> frames = context.place().frames();
    for (int i = frames.size() - 1; i >= 0; i--) {
      if (frames.get(i).definition().body() instanceof ActionBody.Foreach) {
        Optional<TraceContext> link = context.item(frames.get(i)).flatMap(TraceLinks::of);
        if (link.isPresent()) {
          return link.get();
        }
      }
    }
    return TraceContext.parse(view.run().traceparent()).orElse(null);
  }

  /**
   * Finds the trace that a message or event carries: in its properties ({@code Diagnostic-Id},
   * {@code traceparent}) or, for CloudEvents, beside them.
   */
  public static Optional<TraceContext> of(JsonNode item) {
    if (!item.isObject()) {
      return Optional.empty();
    }
    Optional<TraceContext> own = in(item);
    for (String carrier : CARRIERS) {
      if (own.isEmpty()) {
        own = ObjectProperties.find(item, carrier).flatMap(TraceLinks::in);
      }
    }
    return own;
  }

  private static Optional<TraceContext> in(JsonNode object) {
    for (String field : FIELDS) {
      Optional<TraceContext> found =
          ObjectProperties.find(object, field)
              .filter(JsonNode::isTextual)
              .flatMap(value -> TraceContext.parse(value.textValue()));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
