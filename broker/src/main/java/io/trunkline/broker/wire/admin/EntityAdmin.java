package io.trunkline.broker.wire.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.EntityDescription;
import io.trunkline.broker.EntityKind;
import io.trunkline.broker.EntityPath;
import io.trunkline.broker.EntityRuntime;
import io.trunkline.broker.RuleDescription;
import io.trunkline.broker.resource.SubscriptionRules;
import io.trunkline.broker.service.AccessRight;
import io.trunkline.broker.service.EntityNames;
import io.trunkline.broker.service.MessagingNamespace;
import io.trunkline.identity.TokenVerifier;
import io.trunkline.net.codec.Json;
import io.trunkline.net.http.HttpReply;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.w3c.dom.Element;

/** Creates, changes, reads, lists and deletes queues, topics and subscriptions. */
final class EntityAdmin {
  private final ResourceTree tree;
  private final ForwardingRights forwarding;

  EntityAdmin(ResourceTree tree, TokenVerifier tokens) {
    this.tree = tree;
    this.forwarding = new ForwardingRights(tokens);
  }

  HttpReply get(AdminRequest request, EntityPath path) {
    EntityDescription entity =
        request
            .namespace()
            .describe(path)
            .orElseThrow(() -> AdminException.notFound(path.toString()));
    return AdminReplies.entry(200, request, xml -> write(xml, request, entity));
  }

  HttpReply list(AdminRequest request, boolean topics) {
    EntityKind kind = topics ? EntityKind.TOPIC : EntityKind.QUEUE;
    List<EntityDescription> entities =
        request.namespace().list(Optional.empty()).stream()
            .filter(entity -> entity.kind() == kind)
            .toList();
    return AdminReplies.page(
        request,
        topics ? "Topics" : "Queues",
        topics ? "$Resources/topics" : "$Resources/queues",
        entities,
        (xml, entity) -> write(xml, request, entity));
  }

  HttpReply subscriptions(AdminRequest request, EntityPath topic) {
    if (request.namespace().describe(topic).isEmpty()) {
      throw AdminException.notFound(topic.toString());
    }
    return AdminReplies.page(
        request,
        "Subscriptions",
        topic + "/Subscriptions",
        request.namespace().list(Optional.of(topic)),
        (xml, entity) -> write(xml, request, entity));
  }

  HttpReply put(AdminRequest request, EntityPath path) {
    Element description = AtomReader.description(request.call().body());
    EntityKind kind = kind(description, path);
    Optional<EntityDescription> existing = request.namespace().describe(path);
    if (request.isUpdate() && existing.isEmpty()) {
      throw AdminException.notFound(path.toString());
    }
    if (!request.isUpdate() && existing.isPresent()) {
      throw AdminException.exists(path.toString());
    }
    if (existing.isPresent() && existing.get().kind() != kind) {
      throw AdminException.invalid(
          "'" + path + "' is a " + existing.get().kind().name().toLowerCase(Locale.ROOT));
    }
    ResourceId id = id(request.namespace(), kind, path);
    ObjectNode before = tree.get(id).map(Resource::properties).orElseGet(Json::object);
    ObjectNode properties = before.deepCopy();
    EntityXml.read(kind, description, properties);
    if (existing.isEmpty() && kind == EntityKind.SUBSCRIPTION) {
      AtomReader.child(description, "DefaultRuleDescription")
          .ifPresent(rule -> bringRule(properties, rule));
    }
    forwarding.require(request, before, properties);
    ObjectNode body = Json.object();
    body.set("properties", properties);
    tree.put(id, body);
    if (kind != EntityKind.SUBSCRIPTION) {
      putRules(id, description, existing.isEmpty());
    }
    EntityDescription entity =
        request
            .namespace()
            .describe(path)
            .orElseThrow(() -> AdminException.notFound(path.toString()));
    int status = existing.isPresent() ? 200 : 201;
    return AdminReplies.entry(status, request, xml -> write(xml, request, entity));
  }

  private void putRules(ResourceId entity, Element description, boolean fresh) {
    try {
      AuthorizationRulesXml.replace(tree, entity, description);
    } catch (RuntimeException e) {
      if (fresh) {
        var unused = tree.delete(entity); // all of it or nothing
      }
      throw e;
    }
  }

  HttpReply delete(AdminRequest request, EntityPath path) {
    if (request.namespace().describe(path).isEmpty()
        || !tree.delete(request.namespace().idOf(path))) {
      throw AdminException.notFound(path.toString());
    }
    return HttpReply.status(200);
  }

  /** A new subscription comes with a rule that matches everything, unless the client says which. */
  private static void bringRule(ObjectNode subscription, Element rule) {
    String name = AtomReader.text(rule, "Name").orElse(RuleDescription.DEFAULT_NAME);
    subscription.set(
        SubscriptionRules.DEFAULT_RULE, SubscriptionRules.describe(RuleXml.read(name, rule)));
  }

  private void write(AtomWriter xml, AdminRequest request, EntityDescription entity)
      throws XMLStreamException {
    EntityPath path = entity.path();
    EntityRuntime runtime = request.namespace().runtime(path).join();
    ResourceId id = request.namespace().idOf(path);
    EntityXml.View view =
        new EntityXml.View(
            entity.kind(),
            tree.get(id).map(Resource::properties).orElseGet(Json::object),
            runtime,
            entity.kind() == EntityKind.SUBSCRIPTION
                ? List.of()
                : AuthorizationRulesXml.of(tree, id));
    String title = path.subscription() == null ? path.entity() : path.subscription();
    xml.entry(
        title,
        request.address(path.toString()),
        Instant.ofEpochMilli(entity.createdAt()),
        Instant.ofEpochMilli(entity.updatedAt()),
        () -> EntityXml.write(xml, view, request.host()));
  }

  private static EntityKind kind(Element description, EntityPath path) {
    for (EntityKind kind : EntityKind.values()) {
      boolean below = path.subscription() != null;
      if (EntityField.description(kind).equals(description.getLocalName())
          && (kind == EntityKind.SUBSCRIPTION) == below) {
        return kind;
      }
    }
    throw AdminException.invalid(
        "'" + description.getLocalName() + "' does not describe what stands at '" + path + "'.");
  }

  private static ResourceId id(MessagingNamespace namespace, EntityKind kind, EntityPath path) {
    String name = EntityNames.toResourceName(path.entity());
    return switch (kind) {
      case QUEUE -> namespace.id().child("queues", name);
      case TOPIC -> namespace.id().child("topics", name);
      case SUBSCRIPTION -> namespace.idOf(path);
    };
  }

  /** Requires the right to administer an entity, or the namespace where there is none yet. */
  static void require(AdminRequest request, EntityPath path) {
    request.namespace().require(request.caller(), path, AccessRight.MANAGE);
  }
}
