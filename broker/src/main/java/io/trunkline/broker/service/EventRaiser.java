package io.trunkline.broker.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.SubQueue;
import io.trunkline.broker.effects.OutboxWork;
import io.trunkline.broker.state.Catalog;
import io.trunkline.broker.state.NoListenerEvent;
import io.trunkline.net.codec.Json;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.SystemEvents;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Turns what stands in a namespace's outbox into events and deletions ({@code §16}). */
final class EventRaiser implements OutboxWork {
  private static final String ACTIVE =
      "Microsoft.ServiceBus.ActiveMessagesAvailableWithNoListeners";
  private static final String DEAD_LETTER =
      "Microsoft.ServiceBus.DeadletterMessagesAvailableWithNoListeners";

  private final ResourceId namespace;
  private final Catalog catalog;
  private final BrokerEnvironment environment;
  private final EntityStore store;

  EventRaiser(
      ResourceId namespace, Catalog catalog, BrokerEnvironment environment, EntityStore store) {
    this.namespace = namespace;
    this.catalog = catalog;
    this.environment = environment;
    this.store = store;
  }

  @Override
  public CompletionStage<Void> raise(String id, NoListenerEvent event) {
    EntityPath path = event.queue();
    boolean subscription = path.subscription() != null;
    ObjectNode data = Json.object();
    data.put("namespaceName", namespace.name());
    data.put("requestUri", requestUri(path));
    data.put("entityType", subscription ? "subscriber" : "queue");
    data.put("queueName", subscription ? null : path.entity());
    data.put("topicName", subscription ? path.entity() : null);
    data.put("subscriptionName", path.subscription());
    return environment
        .events()
        .publish(
            new SystemEvents.SystemEvent(
                id,
                namespace,
                path.subQueue() == SubQueue.MAIN ? ACTIVE : DEAD_LETTER,
                subscription
                    ? "topics/" + path.entity() + "/subscriptions/" + path.subscription()
                    : "queues/" + path.entity(),
                Instant.ofEpochMilli(event.at()),
                "1",
                data,
                event.traceparent() == null
                    ? null
                    : TraceContext.parse(event.traceparent()).orElse(null)));
  }

  private String requestUri(EntityPath path) {
    String queue = path.subQueue() == SubQueue.MAIN ? "" : "/$deadletterqueue";
    return environment.endpoints().httpsBase() + "/" + path.main() + queue + "/messages/head";
  }

  @Override
  public CompletionStage<Void> deleteIdle(EntityPath path) {
    ResourceId id = NamespaceService.idOf(namespace, path, catalog);
    return CompletableFuture.runAsync(
        () -> store.delete(id), task -> Thread.ofVirtual().start(task));
  }
}
