package io.trunkline.server.adapter;

import io.trunkline.broker.EntityPath;
import io.trunkline.broker.MessageProperties;
import io.trunkline.broker.service.Broker;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.broker.wire.amqp.DataMessages;
import io.trunkline.events.effects.MessageDestination;
import io.trunkline.identity.Caller;
import io.trunkline.net.tracing.TraceContext;
import io.trunkline.resources.ResourceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sends events to queues and topics of this node ({@code reference/event-grid.md §3.1, §4.4}). */
public final class EventMessages implements MessageDestination {
  private static final Caller ROUTER = new Caller.SystemCaller("events");

  private final Broker broker;

  public EventMessages(Broker broker) {
    this.broker = broker;
  }

  @Override
  public CompletionStage<Void> send(
      String entityId,
      String messageId,
      byte[] json,
      Map<String, String> properties,
      @Nullable TraceContext trace) {
    List<String> names = ResourceId.parse(entityId).names();
    MessagingNamespace namespace = broker.namespace(names.getFirst()).orElse(null);
    if (namespace == null) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("there is no messaging namespace " + names.getFirst()));
    }
    Map<String, Object> application = new LinkedHashMap<>(properties);
    MessageProperties.Builder own =
        MessageProperties.builder()
            .messageId(taken(application, "MessageId", messageId))
            .sessionId(taken(application, "SessionId", null))
            .correlationId(taken(application, "CorrelationId", null))
            .subject(taken(application, "Label", null))
            .replyTo(taken(application, "ReplyTo", null))
            .replyToSessionId(taken(application, "ReplyToSessionId", null))
            .to(taken(application, "To", null))
            .partitionKey(taken(application, "PartitionKey", null))
            .contentType("application/json");
    if (trace != null) {
      application.put("traceparent", trace.traceparent());
      application.put("Diagnostic-Id", trace.traceparent());
    }
    try {
      return namespace
          .sink(ROUTER, EntityPath.of(names.get(1)))
          .send(List.of(DataMessages.of(own.build(), application, json)))
          .thenApply(sent -> null);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Takes a well-known name out of the properties: it sets the message's own. */
  private static @Nullable String taken(
      Map<String, Object> properties, String name, @Nullable String otherwise) {
    Object value = properties.remove(name);
    return value == null ? otherwise : value.toString();
  }
}
