package io.trunkline.workflows.resource.site;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import io.trunkline.resources.ResourceType;
import java.util.Optional;
import java.util.Set;

/**
 * {@code Microsoft.Web/serverfarms}: the plan that templates put beside an app. It says what an app
 * may use of a cloud, so it is kept and means nothing.
 */
final class ServerFarmType implements ResourceType {
  @Override
  public String name() {
    return "Microsoft.Web/serverfarms";
  }

  @Override
  public Set<String> apiVersions() {
    return SiteResources.API_VERSIONS;
  }

  @Override
  public ObjectNode prepare(ResourceId id, ObjectNode requested, Optional<Resource> existing) {
    return requested.deepCopy();
  }

  @Override
  public void provision(Resource resource) {
    // Nothing has to happen.
  }

  @Override
  public void remove(Resource resource) {
    // Nothing is kept elsewhere.
  }
}
