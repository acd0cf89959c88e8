package io.trunkline.events.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.events.EventsConfig;
import io.trunkline.events.schema.Event;
import io.trunkline.events.schema.EventSchema;
import io.trunkline.events.state.EventsCommand;
import io.trunkline.kernel.Shard;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.SystemEvents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes events in: from publishers, and from the resources of this node. */
public final class EventPublisher implements SystemEvents {
  /** Stays well below what the kernel takes in one command. */
  private static final long MAX_COMMAND_BYTES = 1 << 20;

  /** Field names, time and trace of an event. */
  private static final long EVENT_OVERHEAD_BYTES = 300;

  private static final long MAX_BYTES_PER_CHARACTER = 3;

  private final Shard<EventsCommand> shard;
  private final EventsConfig config;

  public EventPublisher(Shard<EventsCommand> shard, EventsConfig config) {
    this.shard = shard;
    this.config = config;
  }

  /**
   * Commits events; the future completes once all of them are committed, in one command or, where
   * they are too large for it, in several that may fail one by one.
   */
  public CompletableFuture<Void> publish(List<Event> events) {
    List<CompletableFuture<?>> parts = new ArrayList<>();
    int start = 0;
    long bytes = 0;
    for (int i = 0; i < events.size(); i++) {
      long size = size(events.get(i));
      if (i > start && bytes + size > MAX_COMMAND_BYTES) {
        parts.add(shard.submit(new EventsCommand.Publish(events.subList(start, i), 0)));
        start = i;
        bytes = 0;
      }
      bytes += size;
    }
    parts.add(shard.submit(new EventsCommand.Publish(events.subList(start, events.size()), 0)));
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
  }

  /** Returns an upper bound of what an event takes in a command. */
  private static long size(Event event) {
    long rest =
        (long) event.id().length()
            + event.topic().length()
            + event.type().length()
            + event.subject().length()
            + event.dataVersion().length();
    return event.json().getBytes(StandardCharsets.UTF_8).length
        + MAX_BYTES_PER_CHARACTER * rest
        + EVENT_OVERHEAD_BYTES;
  }

  @Override
  public CompletionStage<Void> publish(SystemEvent event) {
    ObjectNode json = Json.object();
    json.put("id", event.id());
    json.put("topic", event.source().toString());
    json.put("subject", event.subject());
    json.set("data", event.data());
    json.put("eventType", event.type());
    json.put("eventTime", event.time().toString());
    json.put("dataVersion", event.dataVersion());
    json.put("metadataVersion", "1");
    Event kept =
        new Event(
            event.id(),
            event.source().toString(),
            event.type(),
            event.subject(),
            event.time().toString(),
            event.dataVersion(),
            EventSchema.EVENT_GRID,
            Json.text(json),
            event.trace() == null ? null : event.trace().traceparent());
    return shard
        .submit(new EventsCommand.Publish(List.of(kept), config.duplicateWindow().toMillis()))
        .thenApply(deliveries -> null);
  }
}
