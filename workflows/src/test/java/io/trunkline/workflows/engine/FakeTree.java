package io.trunkline.workflows.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.net.codec.Json;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import io.trunkline.resources.ResourceType;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A resource tree in memory that prepares and provisions as the real one does. */
final class FakeTree implements ResourceTree {
  private final Map<ResourceId, Resource> resources = new ConcurrentHashMap<>();
  private final Map<String, ResourceType> types = new ConcurrentHashMap<>();
  private final AtomicLong revisions = new AtomicLong();
  private final InstantSource clock;

  FakeTree(InstantSource clock) {
    this.clock = clock;
  }

  /** Registers types, and provisions everything that exists: as a start of the node. */
  void serve(List<ResourceType> served) {
    served.forEach(type -> types.put(type.name().toLowerCase(Locale.ROOT), type));
    resources.values().forEach(this::apply);
  }

  private void apply(Resource resource) {
    type(resource.id()).adopt(resource);
    type(resource.id()).provision(resource);
  }

  ResourceType type(ResourceId id) {
    return types.get(id.type().toLowerCase(Locale.ROOT));
  }

  @Override
  public Optional<Resource> get(ResourceId id) {
    return Optional.ofNullable(resources.get(id));
  }

  @Override
  public List<Resource> list(String type, ResourceId scope) {
    return resources.values().stream().filter(one -> one.id().isType(type)).toList();
  }

  @Override
  public Resource put(ResourceId id, ObjectNode body) {
    Optional<Resource> existing = get(id);
    ObjectNode prepared = type(id).prepare(id, body, existing);
    Resource resource =
        new Resource(
            id,
            prepared,
            revisions.incrementAndGet(),
            Resource.ProvisioningState.SUCCEEDED,
            existing.map(Resource::createdAt).orElse(clock.instant()),
            clock.instant());
    resources.put(id, resource);
    apply(resource);
    return resource;
  }

  /** Holds a resource of another room as it is. */
  void hold(ResourceId id, String properties) {
    ObjectNode body = Json.object();
    body.set("properties", Json.parse(properties));
    resources.put(
        id,
        new Resource(
            id,
            body,
            revisions.incrementAndGet(),
            Resource.ProvisioningState.SUCCEEDED,
            clock.instant(),
            clock.instant()));
  }

  @Override
  public boolean delete(ResourceId id) {
    Resource gone = resources.remove(id);
    if (gone != null) {
      type(id).release(gone);
      type(id).remove(gone);
    }
    return gone != null;
  }

  @Override
  public ObjectNode view(Resource resource) {
    ResourceType type = type(resource.id());
    return type == null ? resource.body() : type.view(resource);
  }

  @Override
  public JsonNode action(ResourceId id, String action, JsonNode body) {
    return type(id).actions().get(action.toLowerCase(Locale.ROOT)).run(get(id).orElseThrow(), body);
  }

  @Override
  public void watch(Consumer<Change> listener) {
    throw new UnsupportedOperationException("nobody watches here");
  }
}
