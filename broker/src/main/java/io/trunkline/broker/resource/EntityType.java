package io.trunkline.broker.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.EntityDescription;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.EntityRuntime;
import io.trunkline.broker.EntitySettings;
import io.trunkline.broker.EntityStatus;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.service.BrokerService;
import io.trunkline.broker.service.EntityNames;
import io.trunkline.broker.service.NamespaceService;
import io.trunkline.broker.service.Waiting;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Queues, topics and subscriptions ({@code reference/service-bus.md §11.1}); which properties one
 * has depends on its kind.
 */
final class EntityType extends ServiceBusType {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~/$-]+");
  private final EntityKind kind;
  private final Supplier<ResourceTree> tree;

  EntityType(String name, EntityKind kind, BrokerService broker, Supplier<ResourceTree> tree) {
    super(name, broker);
    this.kind = kind;
    this.tree = tree;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    EntityPath path = EntityNames.pathOf(id);
    requireName(id, path);
    Optional<Resource> namespace = tree.get().get(namespaceId(id));
    String sku = namespace.map(found -> found.body().at("/sku/name").asText()).orElse("Standard");
    if (sku.equals("Basic") && kind != EntityKind.QUEUE) {
      throw ResourceException.badRequest(
          "MessagingGatewayBadRequest",
          "SubCode=40000. A Basic namespace has queues only: choose Standard or Premium.");
    }
    if (existing.isEmpty()) {
      findNamespace(id).ifPresent(found -> requireNew(found, path));
    }
    PropertyReader reader =
        EntityProperties.read(kind, sku, properties(requested), before(existing));
    if (kind != EntityKind.TOPIC) {
      readForwarding(reader, sku, id, path);
    }
    JsonNode first = reader.stored().path(SubscriptionRules.DEFAULT_RULE);
    if (existing.isEmpty() && first.isObject()) {
      RuleType.requireValid(
          RuleJson.read(first.path("name").asText(RuleDescription.DEFAULT_NAME), first), broker());
    }
    return envelope(requested, reader.stored());
  }

  private void requireName(ResourceId id, EntityPath path) {
    var limits = broker().environment().limits();
    String own = path.subscription() == null ? path.entity() : path.subscription();
    requireLength(
        id,
        own.length(),
        kind == EntityKind.SUBSCRIPTION ? limits.maxChildName() : limits.maxEntityPath());
    if (!NAME.matcher(own).matches() || own.startsWith("/") || own.endsWith("/")) {
      throw ResourceException.badRequest(
          "InvalidResourceName",
          "'%s' is no entity name: letters, digits, '.', '-', '_', '~' and '/' are allowed."
              .formatted(own));
    }
  }

  private void requireNew(NamespaceService namespace, EntityPath path) {
    Optional<EntityDescription> other = namespace.describe(path);
    if (other.isPresent() && other.get().kind() != kind) {
      throw new ResourceException(
          409,
          "Conflict",
          "SubCode=40900. '%s' exists already as another kind of entity.".formatted(path));
    }
    var limits = broker().environment().limits();
    int siblings = namespace.list(path.topic()).size();
    int most = kind == EntityKind.SUBSCRIPTION ? limits.maxSubscriptions() : limits.maxEntities();
    if (siblings >= most) {
      throw new ResourceException(
          403, "Forbidden", "SubCode=40300. There may be %d entities here.".formatted(most));
    }
  }

  private void readForwarding(PropertyReader reader, String sku, ResourceId id, EntityPath path) {
    for (String name : List.of("forwardTo", "forwardDeadLetteredMessagesTo")) {
      Optional<String> given = reader.text(name, 2_048);
      if (given.isEmpty()) {
        continue;
      }
      if (sku.equals("Basic")) {
        throw EntityProperties.notInBasic(name);
      }
      EntityPath target = translated(() -> EntityPath.parse(given.get()));
      boolean known =
          findNamespace(id)
              .flatMap(namespace -> namespace.describe(target))
              .filter(entity -> entity.kind() != EntityKind.SUBSCRIPTION)
              .isPresent();
      if (!known || target.equals(path)) {
        throw PropertyReader.invalid(
            name, "'" + target + "' is not another queue or topic of the namespace");
      }
      if (name.equals("forwardTo") && reader.stored().path("requiresSession").asBoolean()) {
        throw PropertyReader.invalid(name, "an entity with sessions cannot forward");
      }
      reader.stored().put(name, target.toString());
    }
  }

  @Override
  public void provision(Resource resource) {
    NamespaceService namespace = namespace(resource.id());
    EntityPath path = EntityNames.pathOf(resource.id());
    EntitySettings settings = settings(resource.properties());
    Optional<EntityDescription> now = namespace.describeAfterAll(path);
    boolean same =
        now.filter(entity -> entity.kind() == kind && entity.settings().equals(settings))
            .isPresent();
    if (same && kind != EntityKind.SUBSCRIPTION) {
      return;
    }
    BrokerCommand.EntityPut put =
        translated(
            () ->
                namespace.define(
                    new BrokerCommand.PutEntity(path, kind, settings, resource.revision())));
    if (put.needsDefaultRule()) {
      SubscriptionRules.putDefault(tree.get(), resource);
    }
  }

  static EntitySettings settings(JsonNode properties) {
    boolean duplicates = properties.path("requiresDuplicateDetection").asBoolean();
    EntitySettings defaults = EntitySettings.DEFAULTS;
    return new EntitySettings(
        properties.has("lockDuration")
            ? PropertyReader.millis(properties, "lockDuration")
            : defaults.lockDuration(),
        properties.path("maxDeliveryCount").asInt(defaults.maxDeliveryCount()),
        PropertyReader.millis(properties, "defaultMessageTimeToLive"),
        properties.path("deadLetteringOnMessageExpiration").asBoolean(),
        properties.path("deadLetteringOnFilterEvaluationExceptions").asBoolean(true),
        properties.path("requiresSession").asBoolean(),
        duplicates ? PropertyReader.millis(properties, "duplicateDetectionHistoryTimeWindow") : 0,
        EntityProperties.quota(properties),
        properties.path("maxMessageSizeInKilobytes").asLong(256) << 10,
        properties.hasNonNull("forwardTo")
            ? Long.MAX_VALUE
            : PropertyReader.millis(properties, "autoDeleteOnIdle"),
        properties.path("forwardTo").asText(null),
        properties.path("forwardDeadLetteredMessagesTo").asText(null),
        EntityStatus.named(properties.path("status").asText()).orElse(EntityStatus.ACTIVE));
  }

  @Override
  public void remove(Resource resource) {
    findNamespace(resource.id())
        .ifPresent(
            namespace ->
                namespace.define(
                    new BrokerCommand.RemoveEntity(
                        EntityNames.pathOf(resource.id()), resource.revision())));
  }

  @Override
  public ObjectNode view(Resource resource) {
    ObjectNode view = resource.body().deepCopy();
    ObjectNode properties = view.withObjectProperty("properties");
    properties.remove(SubscriptionRules.DEFAULT_RULE);
    properties.put("createdAt", resource.createdAt().toString());
    properties.put("updatedAt", resource.changedAt().toString());
    findNamespace(resource.id())
        .ifPresent(namespace -> addRuntime(namespace, resource, properties));
    return view;
  }

  private void addRuntime(NamespaceService namespace, Resource resource, ObjectNode properties) {
    EntityPath path = EntityNames.pathOf(resource.id());
    if (namespace.describe(path).isEmpty()) {
      return;
    }
    EntityRuntime runtime = translated(() -> Waiting.on(namespace.runtime(path)));
    properties.put("accessedAt", Instant.ofEpochMilli(runtime.accessedAt()).toString());
    properties
        .putObject("countDetails")
        .put("activeMessageCount", runtime.active())
        .put("deadLetterMessageCount", runtime.deadLetter())
        .put("scheduledMessageCount", runtime.scheduled())
        .put("transferMessageCount", runtime.transfer())
        .put("transferDeadLetterMessageCount", runtime.transferDeadLetter());
    if (kind == EntityKind.TOPIC) {
      properties.put("subscriptionCount", runtime.subscriptions());
    } else {
      properties.put("messageCount", runtime.total());
    }
    if (kind != EntityKind.SUBSCRIPTION) {
      properties.put("sizeInBytes", runtime.sizeInBytes());
    }
  }
}
