package io.trunkline.events;

import io.trunkline.events.effects.DeadLetterStore;
import io.trunkline.events.effects.EventsEffects;
import io.trunkline.events.effects.MessageDestination;
import io.trunkline.events.resource.EventSubscriptionType;
import io.trunkline.events.resource.SystemTopicType;
import io.trunkline.events.resource.TopicType;
import io.trunkline.events.service.EventPublisher;
import io.trunkline.events.service.Handshake;
import io.trunkline.events.service.PublishAccess;
import io.trunkline.events.service.Topics;
import io.trunkline.events.state.EventsCommand;
import io.trunkline.events.state.EventsMachine;
import io.trunkline.events.wire.PublishPlane;
import io.trunkline.identity.Authorizer;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Kernel;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import io.trunkline.net.Endpoints;
import io.trunkline.net.http.HttpCaller;
import io.trunkline.net.http.HttpPlane;
import io.trunkline.net.tracing.Tracing;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceProvider;
import io.trunkline.resources.ResourceTree;
import io.trunkline.resources.SystemEvents;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The composed event router of a node. */
public final class EventRouter {
  /** The shard. */
  public static final ShardId SHARD = new ShardId("events");

  private final EventPublisher publisher;
  private final PublishPlane plane;
  private final ResourceProvider provider;

  /**
   * What the router needs from the rest of the node.
   *
   * @param handshakes proves webhooks, also while the node starts
   * @param deliveries calls webhooks with events
   * @param tree asked only once the node is composed
   */
  public record Needs(
      Kernel kernel,
      TokenVerifier tokens,
      Authorizer authorizer,
      HttpCaller handshakes,
      HttpCaller deliveries,
      MessageDestination messages,
      DeadLetterStore deadLetters,
      Supplier<ResourceTree> tree,
      Endpoints endpoints,
      InstantSource clock,
      IdSource ids,
      RandomGenerator random,
      Tracing tracing) {}

  public EventRouter(EventsConfig config, Needs needs) {
    EventsMachine machine = new EventsMachine();
    EventsEffects effects =
        new EventsEffects(
            machine,
            config,
            new EventsEffects.Ports(
                needs.deliveries(),
                needs.messages(),
                needs.deadLetters(),
                id -> needs.tree().get().delete(ResourceId.parse(id)),
                needs.clock(),
                needs.random(),
                needs.tracing()));
    Shard<EventsCommand> shard = needs.kernel().open(SHARD, machine, effects);
    Topics topics = new Topics();
    Handshake handshake =
        new Handshake(needs.handshakes(), config, needs.endpoints(), needs.ids(), needs.clock());
    this.publisher = new EventPublisher(shard, config);
    this.plane =
        new PublishPlane(
            topics,
            new PublishAccess(needs.tokens(), needs.authorizer(), needs.clock()),
            publisher,
            handshake,
            config,
            needs.ids(),
            needs.clock());
    this.provider =
        new ResourceProvider(
            "Microsoft.EventGrid",
            List.of(
                new TopicType(topics, needs.endpoints(), needs.ids(), needs.tree()),
                new SystemTopicType(),
                subscription(EventSubscriptionType.Form.OF_TOPIC, shard, machine, handshake, needs),
                subscription(
                    EventSubscriptionType.Form.OF_SYSTEM_TOPIC, shard, machine, handshake, needs),
                subscription(
                    EventSubscriptionType.Form.EXTENSION, shard, machine, handshake, needs)),
            List.of());
  }

  private static EventSubscriptionType subscription(
      EventSubscriptionType.Form form,
      Shard<EventsCommand> shard,
      EventsMachine machine,
      Handshake handshake,
      Needs needs) {
    return new EventSubscriptionType(form, shard, machine, handshake, needs.tree(), needs.clock());
  }

  /** Returns where resources of this node hand their events to. */
  public SystemEvents systemEvents() {
    return publisher;
  }

  public HttpPlane plane() {
    return plane;
  }

  public ResourceProvider provider() {
    return provider;
  }
}
