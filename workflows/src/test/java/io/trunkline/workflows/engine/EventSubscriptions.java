package io.trunkline.workflows.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import java.util.Optional;
import java.util.Set;

/** Event subscriptions as the router has them, without a router. */
final class EventSubscriptions implements ResourceType {
  @Override
  public String name() {
    return "Microsoft.EventGrid/eventSubscriptions";
  }

  @Override
  public Set<String> apiVersions() {
    return Set.of("2022-06-15");
  }

  @Override
  public boolean extension() {
    return true;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    return requested;
  }

  @Override
  public void provision(Resource resource) {}

  @Override
  public void remove(Resource resource) {}
}
