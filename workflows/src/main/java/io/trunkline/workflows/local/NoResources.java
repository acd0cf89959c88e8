package io.trunkline.workflows.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceException;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceTree;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A resource tree in which nothing is. */
public final class NoResources implements ResourceTree {
  @Override
  public Optional<Resource> get(ResourceId id) {
    return Optional.empty();
  }

  @Override
  public List<Resource> list(String type, ResourceId scope) {
    return List.of();
  }

  @Override
  public Resource put(ResourceId id, ObjectNode body) {
    throw ResourceException.notFound(id);
  }

  @Override
  public boolean delete(ResourceId id) {
    return false;
  }

  @Override
  public ObjectNode view(Resource resource) {
    throw ResourceException.notFound(resource.id());
  }

  @Override
  public JsonNode action(ResourceId id, String action, JsonNode body) {
    throw ResourceException.notFound(id);
  }

  @Override
  public void watch(Consumer<Change> listener) {
    // Nothing ever changes.
  }
}
