package io.trunkline.broker.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.broker.BrokerException;
import io.trunkline.broker.service.BrokerService;
import io.trunkline.broker.service.NamespaceService;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the types of {@code Microsoft.ServiceBus} have in common. */
abstract class ServiceBusType implements ResourceType {
  static final String NAMESPACES = "Microsoft.ServiceBus/namespaces";

  private static final Set<String> API_VERSIONS =
      Set.of(
          "2015-08-01",
          "2017-04-01",
          "2018-01-01-preview",
          "2021-01-01-preview",
          "2021-06-01-preview",
          "2021-11-01",
          "2022-01-01-preview",
          "2022-10-01-preview",
          "2023-01-01-preview",
          "2024-01-01",
          "2025-05-01-preview",
          "2026-01-01",
          "2026-07-01-preview");

  private final String name;
  private final BrokerService broker;

  ServiceBusType(String name, BrokerService broker) {
    this.name = name;
    this.broker = broker;
  }

  BrokerService broker() {
    return broker;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<String> apiVersions() {
    return API_VERSIONS;
  }

  /** Returns the id of the namespace that {@code id} is in. */
  static ResourceId namespaceId(ResourceId id) {
    ResourceId at = id;
    while (!at.isType(NAMESPACES)) {
      at = at.parent().orElseThrow();
    }
    return at;
  }

  Optional<NamespaceService> findNamespace(ResourceId id) {
    return broker.find(namespaceId(id).name()).filter(found -> found.id().equals(namespaceId(id)));
  }

  NamespaceService namespace(ResourceId id) {
    return findNamespace(id)
        .orElseThrow(
            () ->
                new ResourceException(
                    404,
                    "ParentResourceNotFound",
                    "The namespace '" + namespaceId(id).name() + "' is not open on this node."));
  }

  /** Runs {@code work}, its refusals turned into what a client of the resource sees. */
  static <T> T translated(Supplier<T> work) {
    try {
      return work.get();
    } catch (BrokerException e) {
      throw translated(e);
    }
  }

  private static ResourceException translated(BrokerException e) {
    return switch (e.error()) {
      case ENTITY_NOT_FOUND -> new ResourceException(404, "NotFound", e.getMessage());
      case ENTITY_ALREADY_EXISTS ->
          new ResourceException(409, "Conflict", "SubCode=40900. " + e.getMessage());
      case QUOTA_EXCEEDED ->
          new ResourceException(403, "Forbidden", "SubCode=40300. " + e.getMessage());
      case SERVER_BUSY -> new ResourceException(503, "ServerBusy", e.getMessage());
      default ->
          new ResourceException(
              400, "MessagingGatewayBadRequest", "SubCode=40000. " + e.getMessage());
    };
  }

  /** Returns the envelope of {@code requested} with other properties. */
  static ObjectNode envelope(ObjectNode requested, ObjectNode properties) {
    ObjectNode body = requested.deepCopy();
    body.set("properties", properties);
    return body;
  }

  static JsonNode properties(ObjectNode requested) {
    return requested.path("properties").isObject() ? requested.path("properties") : Json.object();
  }

  static @Nullable JsonNode before(Optional<Resource> existing) {
    return existing.map(Resource::properties).orElse(null);
  }

  static void requireLength(ResourceId id, int length, int most) {
    if (length > most) {
      throw ResourceException.badRequest(
          "InvalidResourceName",
          "The name of '%s' has %d characters; the limit is %d.".formatted(id, length, most));
    }
  }
}
