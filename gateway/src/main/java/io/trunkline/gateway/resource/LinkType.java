package io.trunkline.gateway.resource;

import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import java.util.Optional;

/** A link from one entity to another by name, for example {@code products/apis}; it has no body. */
final class LinkType extends GatewayType {
  private final String target;

  /**
   * @param target the type below the service that the link's name refers to
   */
  LinkType(String suffix, String target, Configuration configuration) {
    super(suffix, configuration);
    this.target = target;
  }

  @Override
  void check(ResourceId id, Properties properties, Optional<Resource> existing) {
    boolean exists =
        configuration().list(id, target).stream()
            .anyMatch(resource -> resource.name().equalsIgnoreCase(id.name()));
    if (!exists) {
      throw Properties.invalid(
          "name",
          "refers to '" + id.name() + "', which is not one of the service's " + target + ".");
    }
  }
}
