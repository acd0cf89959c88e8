package io.trunkline.events.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.events.schema.EventSchema;
import io.trunkline.events.service.Handshake;
import io.trunkline.events.state.EventSubscription;
import io.trunkline.events.state.EventsCommand;
import io.trunkline.events.state.EventsMachine;
import io.trunkline.kernel.Shard;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.Resource.ProvisioningState;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.resources.ResourceType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * An event subscription, in one of its three forms: below a custom topic, below a system topic, or
 * as an extension of the resource whose events it wants.
 */
public final class EventSubscriptionType implements ResourceType {
  /** The forms of an event subscription. */
  public enum Form {
    OF_TOPIC(TopicType.NAME + "/eventSubscriptions"),
    OF_SYSTEM_TOPIC(SystemTopicType.NAME + "/eventSubscriptions"),
    EXTENSION("Microsoft.EventGrid/eventSubscriptions");

    private final String typeName;

    Form(String typeName) {
      this.typeName = typeName;
    }
  }

  /** The types whose resources raise events on this node. */
  private static final List<String> SOURCES =
      List.of(
          TopicType.NAME, "Microsoft.ServiceBus/namespaces", "Microsoft.Storage/storageAccounts");

  private final Form form;
  private final Shard<EventsCommand> shard;
  private final EventsMachine machine;
  private final Handshake handshake;
  private final Supplier<ResourceTree> tree;
  private final InstantSource clock;

  /**
   * @param tree asked only once the node is composed
   */
  public EventSubscriptionType(
      Form form,
      Shard<EventsCommand> shard,
      EventsMachine machine,
      Handshake handshake,
      Supplier<ResourceTree> tree,
      InstantSource clock) {
    this.form = form;
    this.shard = shard;
    this.machine = machine;
    this.handshake = handshake;
    this.tree = tree;
    this.clock = clock;
  }

  @Override
  public String name() {
    return form.typeName;
  }

  @Override
  public Set<String> apiVersions() {
    return EventsApiVersions.ALL;
  }

  @Override
  public boolean tracked() {
    return false;
  }

  @Override
  public boolean extension() {
    return form == Form.EXTENSION;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    if (!id.name().matches("[-a-zA-Z0-9]{3,100}")) {
      throw ResourceException.badRequest(
          "InvalidRequest",
          "The name '" + id.name() + "' must have 3 to 100 letters, digits or hyphens.");
    }
    ObjectNode body = requested.deepCopy();
    ObjectNode properties = body.withObjectProperty("properties");
    properties.remove(List.of("topic", "provisioningState"));
    ResourceId source = ResourceId.parse(source(id));
    if (SOURCES.stream().noneMatch(source::isType)) {
      throw ResourceException.badRequest(
          "InvalidRequest",
          "'" + source + "' raises no events; those that do are " + SOURCES + ".");
    }
    EventSchema input = input(source);
    SubscriptionDefaults.fill(properties, input);
    Instant now = clock.instant();
    Resource candidate = new Resource(id, body, 0, ProvisioningState.ACCEPTED, now, now);
    EventSubscription subscription = SubscriptionReader.read(candidate, source.toString());
    if (subscription.expiresAt() <= now.toEpochMilli()) {
      throw SubscriptionReader.invalid("expirationTimeUtc", "must lie in the future");
    }
    if (!input.convertsTo(subscription.deliverySchema())) {
      throw SubscriptionReader.invalid(
          "eventDeliverySchema",
          "cannot be "
              + subscription.deliverySchema().deliveryName()
              + " on a topic whose inputSchema is "
              + input.inputName());
    }
    return body;
  }

  /** Proves the webhook and puts the subscription to work; once for each revision. */
  @Override
  public void provision(Resource resource) {
    String source = source(resource.id());
    EventSubscription subscription = SubscriptionReader.read(resource, source);
    Optional<EventSubscription> known =
        shard.query(() -> machine.subscription(subscription.id())).join();
    if (known.filter(k -> k.revision() == subscription.revision()).isPresent()) {
      return;
    }
    Optional<String> webhook = SubscriptionReader.webhook(subscription);
    if (webhook.isPresent()) {
      if (resource.state() == ProvisioningState.FAILED) {
        // The node starts: a webhook that was refused is not asked again until somebody puts it.
        throw ResourceException.badRequest(
            "Url validation", "The webhook of '" + resource.id() + "' was never validated.");
      }
      handshake.validate(resource.name(), source, webhook.get(), subscription.deliverySchema());
    }
    shard.submit(new EventsCommand.PutSubscription(subscription)).join();
  }

  @Override
  public void remove(Resource resource) {
    shard.submit(new EventsCommand.RemoveSubscription(resource.id().folded())).join();
  }

  /** Hides the webhook's query, which may hold a secret, and the values of secret attributes. */
  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = resource.body().deepCopy();
    ObjectNode properties = view.withObjectProperty("properties");
    properties.put("topic", source(resource.id()));
    if (SubscriptionReader.destination(properties).path("properties")
        instanceof ObjectNode endpoint) {
      JsonNode url = endpoint.remove(SubscriptionReader.URL);
      if (url != null) {
        endpoint.put("endpointBaseUrl", url.asText().split("\\?", 2)[0]);
      }
      for (JsonNode mapping : endpoint.path("deliveryAttributeMappings")) {
        if (mapping.path("properties").path("isSecret").asBoolean()) {
          ((ObjectNode) mapping.path("properties")).put("value", "Hidden");
        }
      }
    }
    return view;
  }

  @Override
  public Map<String, Action> actions() {
    return Map.of(
        "getfullurl",
        (resource, body) -> fullUrl(resource),
        "getdeliveryattributes",
        (resource, body) -> {
          JsonNode mappings =
              SubscriptionReader.destination(resource.properties())
                  .path("properties")
                  .path("deliveryAttributeMappings");
          return Json.object().set("value", mappings.isArray() ? mappings : Json.array());
        });
  }

  private String source(ResourceId id) {
    ResourceId parent = id.parent().orElseThrow();
    if (form != Form.OF_SYSTEM_TOPIC) {
      return parent.toString();
    }
    Resource systemTopic =
        tree.get().get(parent).orElseThrow(() -> ResourceException.notFound(parent));
    return SystemTopicType.source(systemTopic.properties()).toString();
  }

  private JsonNode fullUrl(Resource resource) {
    return SubscriptionReader.webhook(SubscriptionReader.read(resource, source(resource.id())))
        .<JsonNode>map(url -> Json.object().put(SubscriptionReader.URL, url))
        .orElseThrow(
            () ->
                ResourceException.badRequest(
                    "InvalidRequest", "The destination of '" + resource.id() + "' is no webhook."));
  }

  /** Returns the schema in which the events of {@code source} come in. */
  private EventSchema input(ResourceId source) {
    if (!source.isType(TopicType.NAME)) {
      return EventSchema.EVENT_GRID;
    }
    Resource topic = tree.get().get(source).orElseThrow(() -> ResourceException.notFound(source));
    return TopicType.schema(topic);
  }
}
