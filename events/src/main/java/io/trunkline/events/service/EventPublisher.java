package io.trunkline.events.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.events.EventsConfig;
import io.trunkline.events.schema.Event;
import io.trunkline.events.schema.EventSchema;
import io.trunkline.events.state.EventsCommand;
import io.trunkline.kernel.Shard;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.SystemEvents;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes events in: from publishers, and from the resources of this node. */
public final class EventPublisher implements SystemEvents {
  private final Shard<EventsCommand> shard;
  private final EventsConfig config;

  public EventPublisher(Shard<EventsCommand> shard, EventsConfig config) {
    this.shard = shard;
    this.config = config;
  }

  /** Commits events; returns how many deliveries they led to. */
  public CompletableFuture<Integer> publish(List<Event> events) {
    return shard.submit(new EventsCommand.Publish(events, 0));
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
