package io.trunkline.resources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.tracing.TraceContext;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes the events that resources raise by themselves; the event router implements it. */
public interface SystemEvents {
  /**
   * Hands an event over. Repeating it with the same id is the same as once, for at least a day.
   *
   * @return completes once the event is committed, or once it is known that nobody subscribes
   */
  CompletionStage<Void> publish(SystemEvent event);

  /**
   * An event ({@code reference/event-grid.md §7}).
   *
   * @param id unique; the idempotency key
   * @param source id of the resource that raises it: {@code topic} or {@code source} on the wire
   * @param type for example {@code Microsoft.Storage.BlobCreated}
   * @param subject for example {@code /blobServices/default/containers/c/blobs/b}
   * @param trace what led to it, or null
   */
  record SystemEvent(
      String id,
      ResourceId source,
      String type,
      String subject,
      Instant time,
      String dataVersion,
      ObjectNode data,
      @Nullable TraceContext trace) {}
}
