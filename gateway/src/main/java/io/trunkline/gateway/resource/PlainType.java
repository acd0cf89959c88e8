package io.trunkline.gateway.resource;

import io.trunkline.resources.Resource;
import io.trunkline.resources.ResourceId;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A type that is kept and shown, and checked by a function. */
final class PlainType extends GatewayType {
  private final BiConsumer<ResourceId, Properties> check;

  PlainType(String suffix, Configuration configuration, BiConsumer<ResourceId, Properties> check) {
    super(suffix, configuration);
    this.check = check;
  }

  @Override
  void check(ResourceId id, Properties properties, Optional<Resource> existing) {
    check.accept(id, properties);
  }
}
